using ActorPm.Core.Control;
using ActorPm.Core.Operators;
using ActorPm.Daemon.Cluster;

namespace ActorPm.Daemon.Operators;

/// <summary>The palette <c>cluster</c>, in the words of Petabridge.Cmd. In a daemon of its own every verb but <c>join</c> says that there is no cluster.</summary>
internal sealed class ClusterVerbs(ClusterService cluster)
{
    /// <summary>Carries a verb out.</summary>
    public async Task<IReadOnlyList<string>> TellAsync(OperatorCall call) => call.Verb.Name switch
    {
        "show" => Nodes(cluster.Node().Status()),
        "join" => Nodes(await cluster.JoinAsync(new ClusterJoinRequest(
            call.Value("address"),
            call.Value("token"),
            new ClusterInitRequest(call.Find("name"), call.Find("self"), call.Find("roles")?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [])))),
        "leave" => await LeaveAsync(),
        "down" => GivenUp(cluster.Down(nodes => [One(nodes, call.Value("name"))])),
        "down-unreachable" => GivenUp(cluster.Down(nodes => [.. nodes.Where(node => !node.IsReachable && node.Status != Away)])),
        _ => throw new InvalidOperationException($"Nobody knows {call.Name}."),
    };

    // The word for a node that belongs to the cluster and is no member now.
    private const string Away = "away";

    private static IReadOnlyList<string> Nodes(ClusterStatus status) =>
    [
        .. status.Nodes.Select(node =>
            $"{node.Address} | {node.Name}{(node.IsSelf ? " (this node)" : "")} | [{string.Join(", ", node.Roles)}] | {node.Status} | {(node.IsReachable ? "" : "unreachable")}".TrimEnd(' ', '|')),
        $"Count: {status.Nodes.Count} {(status.Nodes.Count == 1 ? "node" : "nodes")}",
        .. status.Waits is { } waits ? [$"This node is no member yet: it waits for {waits}."] : Array.Empty<string>(),
    ];

    private async Task<IReadOnlyList<string>> LeaveAsync()
    {
        await cluster.LeaveAsync();
        return ["This daemon belongs to no cluster any more."];
    }

    private static IReadOnlyList<string> GivenUp(IReadOnlyList<string> names) =>
        names.Count == 0 ? ["All members can be reached; nothing was done."] : [.. names.Select(name => $"{name} is given up; it comes back by itself when it can.")];

    private static ClusterNodeView One(IReadOnlyList<ClusterNodeView> nodes, string name) => nodes.FirstOrDefault(node => node.Name == name) switch
    {
        null => throw new RefusedException(ControlErrorCode.NotFound, $"There is no node {name}; `cluster show` shows what there is."),
        { IsSelf: true } => throw new RefusedException(ControlErrorCode.ClusterRefused, $"{name} is this node; it leaves with `cluster leave`."),
        { Status: Away } => throw new RefusedException(ControlErrorCode.NothingToDo, $"{name} is no member now, so there is nothing to give up."),
        var node => node,
    };
}
