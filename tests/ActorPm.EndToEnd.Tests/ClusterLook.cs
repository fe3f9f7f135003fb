using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>What <c>apm cluster status</c> says.</summary>
/// <param name="State">Of the node that was asked.</param>
/// <param name="Nodes">By name.</param>
internal sealed record ClusterLook(string State, IReadOnlyList<NodeLook> Nodes)
{
    /// <summary>Whether that node is a member itself.</summary>
    public bool IsMember => State == "Member";

    /// <summary>Asks a daemon.</summary>
    public static async Task<ClusterLook> OfAsync(Apm apm)
    {
        using var json = JsonDocument.Parse(await apm.RunAsync("cluster", "status", "--json"));
        return new ClusterLook(
            json.RootElement.GetProperty("state").GetString()!,
            [
                .. json.RootElement.GetProperty("nodes").EnumerateArray().Select(node => new NodeLook(
                    node.GetProperty("name").GetString()!, node.GetProperty("address").GetString()!, node.GetProperty("status").GetString()!,
                    node.GetProperty("isReachable").GetBoolean(), node.GetProperty("isLeader").GetBoolean())
                {
                    Roles = [.. node.GetProperty("roles").EnumerateArray().Select(role => role.GetString()!)],
                }).OrderBy(node => node.Name, StringComparer.Ordinal),
            ]);
    }

    /// <summary>In one line, for comparison.</summary>
    public override string ToString() => $"{State}: {string.Join(", ", Nodes)}";
}

/// <summary>A line of it.</summary>
internal sealed record NodeLook(string Name, string Address, string Status, bool IsReachable, bool IsLeader)
{
    /// <summary>What users called it.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Whether it is a member whose heartbeats arrive.</summary>
    public bool IsUp => Status == "up" && IsReachable;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Address} {Status}{(IsReachable ? "" : " unreachable")}{(IsLeader ? " leader" : "")}";
}
