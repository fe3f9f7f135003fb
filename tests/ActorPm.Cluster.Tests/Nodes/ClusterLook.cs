namespace ActorPm.Cluster.Tests.Nodes;

/// <summary>What <c>apm cluster status</c> says.</summary>
/// <param name="State">Of the node that was asked.</param>
/// <param name="Nodes">By name.</param>
internal sealed record ClusterLook(string State, IReadOnlyList<NodeLook> Nodes)
{
    /// <summary>Whether that node is a member itself.</summary>
    public bool IsMember => State == "Member";

    /// <summary>In one line, for comparison.</summary>
    public override string ToString() => $"{State}: {string.Join(", ", Nodes)}";
}

/// <summary>A line of it.</summary>
internal sealed record NodeLook(string Name, string Address, string Status, bool IsReachable, bool IsLeader)
{
    /// <summary>Whether it is a member whose heartbeats arrive.</summary>
    public bool IsUp => Status == "up" && IsReachable;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Address} {Status}{(IsReachable ? "" : " unreachable")}{(IsLeader ? " leader" : "")}";
}
