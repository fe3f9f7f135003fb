using System.Globalization;
using ActorPm.Processes.Native;
using ActorPm.Processes.Users;

namespace ActorPm.Processes.Launching;

/// <summary>
/// Turns an order to run as another user into one for the trampoline: the apm program, started as the daemon's own user with the app's
/// descriptors and environment, becomes the user and then the app's program. posix_spawn cannot do that itself.
/// </summary>
internal static class TrampolineOrder
{
    private const int Executable = 1;

    /// <summary>The order itself when it names no user.</summary>
    /// <param name="order">What the user asked for.</param>
    /// <param name="trampoline">Where apm is; null when nobody knows.</param>
    /// <exception cref="LaunchException">It is known already that it cannot be carried out.</exception>
    public static LaunchOrder Wrap(LaunchOrder order, string? trampoline)
    {
        if (order.RunAs is not { } user)
        {
            return order;
        }

        if (trampoline is null || !File.Exists(trampoline))
        {
            throw new LaunchException($"An app that runs as another user needs the apm program at {trampoline ?? "the daemon's side"}; install apm and apmd into one directory.");
        }

        if (!OwnIdentity.MayChangeUser && user.UserId != OwnIdentity.User.UserId)
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
                "__exec", "--uid", Number(user.UserId), "--gid", Number(user.GroupId), "--groups", string.Join(',', user.Groups.Select(Number)),
                "--", order.Program, .. order.Arguments,
            ],
            Environment = user.HomeDirectory is { } home ? new Dictionary<string, string>(order.Environment) { ["HOME"] = home } : order.Environment,
        };
    }

    private static string Number(uint id) => id.ToString(CultureInfo.InvariantCulture);
}
