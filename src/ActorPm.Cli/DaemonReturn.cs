using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using ActorPm.Core.Control;
using ActorPm.Core.Guard;

namespace ActorPm.Cli;

/// <summary>
/// What a command does while a daemon is not there but is coming: one that has died is started again by its guard within milliseconds, and a command that meets
/// that moment waits instead of failing. A guard whose socket somebody listens on is alive.
/// </summary>
internal static class DaemonReturn
{
    /// <summary>How long a command waits.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(4), LookAtGuard = TimeSpan.FromMilliseconds(100);

    /// <summary>Connects to the daemon; null when none runs and none is coming.</summary>
    /// <exception cref="CommandFailure">One is coming, but has not come within the limit.</exception>
    public static Socket? TryOpen(Home home, TimeSpan limit)
    {
        var waiting = Stopwatch.StartNew();
        for (var nextLook = TimeSpan.Zero; ;)
        {
            if (ControlClient.TryOpen(home.SocketPath) is { } socket)
            {
                return socket;
            }

            if (waiting.Elapsed >= nextLook)
            {
                if (!HasGuard(home))
                {
                    // The daemon may have come, and the guard gone, between the two looks.
                    return ControlClient.TryOpen(home.SocketPath);
                }

                nextLook = waiting.Elapsed + LookAtGuard;
            }

            if (waiting.Elapsed > limit)
            {
                throw new CommandFailure(ControlErrorCode.DaemonUnresponsive, Sentence(home, limit));
            }

            Thread.Sleep(Step);
        }
    }

    /// <summary>Whether a guard looks after the home.</summary>
    public static bool HasGuard(Home home)
    {
        var path = Path.Combine(home.Directory, GuardContract.SocketName);
        if (!File.Exists(path) || System.Text.Encoding.UTF8.GetByteCount(path) > Core.Routing.ListenAddress.LongestPath)
        {
            return false;
        }

        using var socket = new Socket(AddressFamily.Unix, SocketType.Seqpacket, ProtocolType.Unspecified);
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(path));
            return true;
        }
        catch (SocketException e)
        {
            // One with many callers in its queue is there too.
            return e.SocketErrorCode is SocketError.WouldBlock or SocketError.TryAgain;
        }
    }

    /// <summary>The process of the guard that looks after the home; null when none does.</summary>
    public static int? GuardOf(Home home)
    {
        try
        {
            return HasGuard(home) && int.TryParse(
                File.ReadAllText(Path.Combine(home.Directory, GuardContract.PidName)), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string Sentence(Home home, TimeSpan limit)
    {
        var deaths = Deaths(home);
        var cause = deaths is [var count, var last] ? $"{count} died in a row, and the guard says: {last}" : "the one that was started does not answer yet.";
        return $"The daemon of {home.Directory} has not taken commands for {limit.TotalSeconds:0} seconds: {cause} See apm.log there; `apm kill` ends the guard.";
    }

    private static string[] Deaths(Home home)
    {
        try
        {
            return File.ReadAllText(Path.Combine(home.Directory, GuardContract.DeathsName)).Split(' ', 2);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
