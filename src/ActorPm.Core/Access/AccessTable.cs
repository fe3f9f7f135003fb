using ActorPm.Core.Control;

namespace ActorPm.Core.Access;

/// <summary>
/// The one place where it stands who may do what. A request that has no row here, whatever its spelling, takes a grant of everything: so what is forgotten is closed.
/// </summary>
public static class AccessTable
{
    private const string Get = "GET", Post = "POST", AppPlace = "{app}";

    /// <summary>All rows.</summary>
    public static IReadOnlyList<AccessRow> All { get; } =
    [
        new(Get, ControlContract.Ping, Role.View, AccessScope.Free, "ping"),
        new(Get, ControlContract.Instances, Role.View, AccessScope.Listed, "list, monit, id, pid"),
        new(Get, ControlContract.Jlist, Role.View, AccessScope.Listed, "jlist, prettylist"),
        new(Get, ControlContract.Describe, Role.View, AccessScope.Named, "describe"),
        new(Get, ControlContract.Router, Role.View, AccessScope.Named, "describe"),
        new(Get, ControlContract.Logs, Role.View, AccessScope.Listed, "logs"),
        new(Get, ControlContract.Events, Role.View, AccessScope.Listed, "events"),
        new(Get, ControlContract.History, Role.View, AccessScope.Listed, "history"),
        new(Get, ControlContract.Why, Role.View, AccessScope.Named, "why"),
        new(Get, ControlContract.Metrics, Role.View, AccessScope.Whole, "metrics"),
        new(Get, ControlContract.Hooks, Role.View, AccessScope.Whole, "hooks"),
        new(Get, ControlContract.ClusterStatus, Role.View, AccessScope.Whole, "cluster status"),
        new(Get, ControlContract.Update, Role.View, AccessScope.Free, "update (how far it is)"),
        new(Get, ControlContract.Shell, Role.View, AccessScope.Whole, "shell"),
        new(Post, ControlContract.Shell, Role.View, AccessScope.Whole, "shell") { AdminFor = "verbs that take it outside the shell, and operate likewise" },
        new(Post, ControlContract.Start, Role.Operate, AccessScope.Named, "start") { AdminFor = "what is not on the list, or with options" },
        new(Post, ControlContract.Stop, Role.Operate, AccessScope.Named, "stop"),
        new(Post, ControlContract.Restart, Role.Operate, AccessScope.Named, "restart") { AdminFor = "with options" },
        new(Post, ControlContract.Reload, Role.Operate, AccessScope.Named, "reload") { AdminFor = "with options of the app" },
        new(Post, ControlContract.Promote, Role.Operate, AccessScope.Named, "promote"),
        new(Post, ControlContract.Rollback, Role.Operate, AccessScope.Named, "rollback"),
        new(Post, ControlContract.Scale, Role.Operate, AccessScope.Named, "scale"),
        new(Post, ControlContract.Reset, Role.Operate, AccessScope.Named, "reset"),
        new(Post, ControlContract.Signal, Role.Operate, AccessScope.Named, "sendSignal"),
        new(Post, ControlContract.Trigger, Role.Operate, AccessScope.Named, "trigger"),
        new(Post, ControlContract.Flush, Role.Operate, AccessScope.Named, "flush") { AdminFor = "without a target: that empties the daemon's own log" },
        new(Post, ControlContract.ReloadLogs, Role.Operate, AccessScope.Whole, "reloadLogs"),
        new(Post, ControlContract.StartPreview, Role.Admin, AccessScope.Whole, "start --dry-run"),
        new(Post, ControlContract.StartOrReload, Role.Admin, AccessScope.Whole, "startOrReload, reload FILE"),
        new(Post, ControlContract.Delete, Role.Admin, AccessScope.Whole, "delete"),
        new(Get, ControlContract.Environment, Role.Admin, AccessScope.Whole, "env"),

        // What an app reads may be code to it.
        new(Post, ControlContract.Send, Role.Admin, AccessScope.Whole, "send, attach"),
        new(Post, ControlContract.Message, Role.Admin, AccessScope.Whole, "(a message for an app)"),
        new(Post, ControlContract.Save, Role.Admin, AccessScope.Whole, "save"),
        new(Post, ControlContract.ClearDump, Role.Admin, AccessScope.Whole, "cleardump"),
        new(Post, ControlContract.Resurrect, Role.Admin, AccessScope.Whole, "resurrect"),
        new(Post, ControlContract.HookTest, Role.Admin, AccessScope.Whole, "hooks test"),
        new(Post, ControlContract.ReloadSettings, Role.Admin, AccessScope.Whole, "set, unset"),
        new(Post, ControlContract.ClusterInit, Role.Admin, AccessScope.Whole, "cluster init"),
        new(Post, ControlContract.ClusterJoin, Role.Admin, AccessScope.Whole, "cluster join"),
        new(Post, ControlContract.ClusterToken, Role.Admin, AccessScope.Whole, "cluster token"),
        new(Post, ControlContract.ClusterRemove, Role.Admin, AccessScope.Whole, "cluster remove"),
        new(Post, ControlContract.ClusterDrain, Role.Admin, AccessScope.Whole, "cluster drain"),
        new(Post, ControlContract.ClusterLeave, Role.Admin, AccessScope.Whole, "cluster leave"),
        new(Get, ControlContract.Tokens, Role.Admin, AccessScope.Whole, "token list"),
        new(Post, ControlContract.Tokens, Role.Admin, AccessScope.Whole, "token create"),
        new(Post, ControlContract.TokenRevoke, Role.Admin, AccessScope.Whole, "token revoke"),
        new(Post, ControlContract.Update, Role.Admin, AccessScope.Whole, "update"),
        new(Post, ControlContract.Shutdown, Role.Admin, AccessScope.Whole, "kill"),
    ];

    /// <summary>The row of a request; null when there is none, or a path is spelt in any way but the usual.</summary>
    /// <param name="method">The HTTP method.</param>
    /// <param name="path">The path, decoded, without the query.</param>
    public static AccessRoute? Find(string method, string path)
    {
        var isForwarded = false;
        while (path.StartsWith(ControlContract.Nodes, StringComparison.Ordinal))
        {
            var end = path.IndexOf('/', ControlContract.Nodes.Length);
            if (end < 0)
            {
                return null;
            }

            path = path[end..];
            isForwarded = true;
        }

        foreach (var row in All)
        {
            if (row.Method != method)
            {
                continue;
            }

            if (row.Route == path)
            {
                return new AccessRoute(row, null, isForwarded);
            }

            var place = row.Route.IndexOf(AppPlace, StringComparison.Ordinal);
            if (place >= 0 && ValueAt(path, row.Route[..place], row.Route[(place + AppPlace.Length)..]) is { } value)
            {
                return new AccessRoute(row, value, isForwarded);
            }
        }

        return null;
    }

    // A name with letters that mean something in an address could become another path where it is handed on.
    private static string? ValueAt(string path, string before, string after) =>
        path.Length > before.Length + after.Length && path.StartsWith(before, StringComparison.Ordinal) && path.EndsWith(after, StringComparison.Ordinal)
            && path[before.Length..^after.Length] is var value && value.AsSpan().IndexOfAny("/\\?#%") < 0 && value is not ("." or "..")
            ? value
            : null;
}
