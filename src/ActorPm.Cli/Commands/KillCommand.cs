using System.Diagnostics;
using System.Globalization;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm kill</c>.</summary>
internal sealed class KillCommand() : CliCommand("kill", "stop all apps and the daemon; they run again with the next daemon", "")
{
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ReturnLimit = TimeSpan.FromSeconds(5), GuardLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(5);

    public override bool IsOfThisMachine => true;

    public override async Task<int> RunAsync(Invocation call)
    {
        var guard = DaemonReturn.GuardOf(call.Home);
        ControlClient? found;
        try
        {
            found = ControlClient.TryConnectPatiently(call.Home, call.Host.Clock, ReturnLimit);
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.DaemonUnresponsive && guard is not null)
        {
            // No daemon comes up. Its guard has one more tried, which stops the apps, and says in the log what that led to.
            call.Screen.Progress(e.Message);
            await EndGuardAsync(call.Home, guard.Value, Signalling.AtOnce);
            call.Screen.Progress("[v] Guard Stopped");
            return 0;
        }

        using var client = found;
        if (client is null && LivingDaemon(call.Home) is { } hidden)
        {
            throw new CommandFailure(
                ControlErrorCode.DaemonUnresponsive,
                $"The daemon (process {hidden}) holds {call.Home.Directory}, but its socket is gone; end it in order with `kill -TERM {hidden}`.");
        }

        if (client is null)
        {
            call.Screen.Progress($"No daemon runs for {call.Home.Directory}; there is nothing to stop.");
            return 0;
        }

        await EndDaemonAsync(call, client);
        return 0;
    }

    /// <summary>Ends the daemon with all apps, and returns when its process is gone.</summary>
    public static async Task EndDaemonAsync(Invocation call, ControlClient client)
    {
        var guard = DaemonReturn.GuardOf(call.Home);
        var daemon = await client.GetAsync(ControlContract.Ping, ControlJson.Default.PingReply);
        try
        {
            await client.PostAsync(ControlContract.Shutdown);
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.ShuttingDown)
        {
            // Another call was faster: all that is left is to wait for the end.
        }

        call.Screen.Progress("[v] All Applications Stopped");
        await WaitForEndAsync(daemon.Pid);
        if (guard is { } process)
        {
            await EndGuardAsync(call.Home, process, Signalling.WhenItStays);
        }

        call.Screen.Progress("[v] Daemon Stopped");
    }

    private enum Signalling
    {
        AtOnce,
        WhenItStays,
    }

    // It ends with the daemon, by itself when the daemon has told it.
    private static async Task EndGuardAsync(Home home, int guard, Signalling signalling)
    {
        var waiting = Stopwatch.StartNew();
        var isTold = false;
        while (IsAlive(guard))
        {
            if (!isTold && (signalling is Signalling.AtOnce || waiting.Elapsed > GuardLimit) && DaemonReturn.GuardOf(home) == guard)
            {
                isTold = true;
                _ = Guard.GuardLibC.kill(guard, Guard.GuardLibC.SIGTERM);
            }

            if (waiting.Elapsed > EndLimit)
            {
                throw new CommandFailure(
                    ControlErrorCode.DaemonUnresponsive, $"The daemon's guard (process {guard}) has not ended within {EndLimit.TotalSeconds:0} seconds; see apm.log in {home.Directory}.");
            }

            await Task.Delay(AskAgain);
        }
    }

    // By its pid file, as long as that process is an apmd: a pid may have gone to somebody else.
    private static int? LivingDaemon(Home home)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(home.Directory, "apm.pid"));
            return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var pid)
                && File.ReadAllText($"/proc/{text}/comm").TrimEnd() == DaemonLaunch.ProgramName && IsAlive(pid)
                ? pid
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The next command must find the home free, so this returns when the process is gone.
    private static async Task WaitForEndAsync(int pid)
    {
        var waiting = Stopwatch.StartNew();
        while (IsAlive(pid))
        {
            if (waiting.Elapsed > EndLimit)
            {
                throw new CommandFailure(
                    ControlErrorCode.DaemonUnresponsive,
                    $"All apps are stopped, but the daemon (process {pid}) has not ended within {EndLimit.TotalSeconds:0} seconds; see apm.log in its home.");
            }

            await Task.Delay(AskAgain);
        }
    }

    // A zombie holds nothing any more; a container's first process may never reap it.
    private static bool IsAlive(int pid) => ProcessStat.Of(pid)?.IsAlive is true;
}
