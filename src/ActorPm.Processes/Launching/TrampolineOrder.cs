using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Processes.Native;
using ActorPm.Processes.Users;

namespace ActorPm.Processes.Launching;

/// <summary>
/// Turns an order to run as another user, within limits, or with listening sockets, into one for the trampoline: the apm program, started as the daemon's own user with the
/// app's descriptors and environment, limits itself, becomes the user, notes its own pid, and becomes the app's program. posix_spawn cannot do that itself.
/// </summary>
internal static class TrampolineOrder
{
    private const int Executable = 1;

    /// <summary>The order itself when it names no user and no limits, and passes no sockets.</summary>
    /// <param name="order">What the user asked for.</param>
    /// <param name="trampoline">Where apm is; null when nobody knows.</param>
    /// <param name="group">The group that the process joins; null for none of its own.</param>
    /// <exception cref="LaunchException">It is known already that it cannot be carried out.</exception>
    public static LaunchOrder Wrap(LaunchOrder order, string? trampoline, string? group)
    {
        var limits = LimitWords.Of(order.Limits.OfProcess()).Select(limit => $"{limit.Name}={limit.Value}").ToList();
        if (order.RunAs is null && order.Sockets.IsEmpty && limits.Count == 0 && group is null)
        {
            return order;
        }

        if (trampoline is null || !File.Exists(trampoline))
        {
            throw new LaunchException($"An app that runs as another user or within limits, or is given listening sockets, needs the apm program at {trampoline ?? "the daemon's side"}; install apm and apmd into one directory.");
        }

        if (order.RunAs is { } user && !OwnIdentity.MayChangeUser && user.UserId != OwnIdentity.User.UserId)
        {
            throw new LaunchException($"The daemon runs as user {OwnIdentity.User.UserId} and may not start a program as user {user.UserId}; run the daemon as root, or leave --uid out.");
        }

        // The child would find out as well, but by then it is too late for a refusal.
        if (!File.Exists(order.Program) || LibC.access(order.Program, Executable) != 0)
        {
            throw LaunchFailure.Explain(order, File.Exists(order.Program) || Directory.Exists(order.Program) ? LibC.EACCES : LibC.ENOENT);
        }

        return order with
        {
            Program = trampoline,
            Arguments =
            [
                "__exec", .. group is null ? (string[])[] : ["--cgroup", group], .. limits.SelectMany(limit => (string[])["--limit", limit]), .. UserArguments(order.RunAs), .. order.Sockets.IsEmpty ? (string[])[] : ["--listen-pid", "self"],
                "--", order.Program, .. order.Arguments,
            ],
            Environment = EnvironmentOf(order),
        };
    }

    private static string[] UserArguments(UserIdentity? user) =>
        user is null ? [] : ["--uid", Number(user.UserId), "--gid", Number(user.GroupId), "--groups", string.Join(',', user.Groups.Select(Number))];

    private static IReadOnlyDictionary<string, string> EnvironmentOf(LaunchOrder order)
    {
        if (order.RunAs?.HomeDirectory is null && order.Sockets.IsEmpty)
        {
            return order.Environment;
        }

        var environment = new Dictionary<string, string>(order.Environment);
        if (order.RunAs?.HomeDirectory is { } home)
        {
            environment["HOME"] = home;
        }

        if (!order.Sockets.IsEmpty)
        {
            // sd_listen_fds_with_names(3): whoever has no name is called unknown.
            environment["LISTEN_FDS"] = order.Sockets.Length.ToString(CultureInfo.InvariantCulture);
            environment["LISTEN_FDNAMES"] = string.Join(':', order.Sockets.Select(socket => socket.Name ?? "unknown"));
        }

        return environment;
    }

    private static string Number(uint id) => id.ToString(CultureInfo.InvariantCulture);
}
