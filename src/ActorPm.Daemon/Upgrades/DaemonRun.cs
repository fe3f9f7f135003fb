using ActorPm.Core.Control;
using ActorPm.Core.Guard;
using ActorPm.Daemon.Journal;
using ActorPm.Daemon.Logging;
using ActorPm.Daemon.Settings;
using ActorPm.Processes;
using ActorPm.Processes.Guard;
using ActorPm.Processes.Handover;
using Serilog;

namespace ActorPm.Daemon.Upgrades;

/// <summary>A daemon's life in this process, from its home's lock to its end, or to the program that it becomes.</summary>
/// <remarks>
/// <code>
///  started ──► works ──► ends
///                │ update: hands over, exec
///                ▼
///  the next program ──► takes commands in time ──► works on
///        │ cannot start, or is late: exec, with the settings that worked
///        ▼
///  the program before ──► works on
/// </code>
/// Where even the exec fails the daemon is built anew in the same process, from what it was about to hand over.
/// </remarks>
/// <param name="options">How it was called.</param>
/// <param name="arguments">The same as words, for the next program.</param>
/// <param name="environment">Its variables; those of an update are taken out.</param>
internal sealed class DaemonRun(DaemonArguments options, IReadOnlyCollection<string> arguments, Dictionary<string, string> environment)
{
    // So long systemd has to start another guard, before the daemon does it itself.
    private static readonly TimeSpan SystemdPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan LateSockets = TimeSpan.FromMinutes(1);

    private readonly NextProgram _next = new(arguments, environment);

    private bool Detaches => options.Outputs is DaemonOutputs.LeftWhenReady;

    private bool IsGuarded => options.Starter is DaemonStarting.ByGuard;

    /// <summary>Lives; the exit code comes back.</summary>
    public async Task<int> RunAsync()
    {
        var bundle = DescriptorHandover.Unpack(environment);
        environment.Remove(UpgradeTicket.Variable, out var text);
        var ticket = UpgradeTicket.Parse(text);
        // Nobody who is started from here shall take over anything.
        Environment.SetEnvironmentVariable(HandoverText.Variable, null);
        Environment.SetEnvironmentVariable(UpgradeTicket.Variable, null);
        using var watchdog = ticket is { Failure: null }
            ? new UpgradeWatchdog(TimeSpan.FromMilliseconds(ticket.LimitMs), () => FallBack(ticket, bundle, $"it did not take commands within {ticket.LimitMs / 1000} seconds"))
            : null;
        try
        {
            return await LiveAsync(ticket, bundle, watchdog);
        }
        catch (Exception problem) when (ticket is { Failure: null } && watchdog!.TrySettle())
        {
            // Whatever it is: the program before works, and its user is told this sentence.
            Log.Error(problem, "This program cannot start; the one before takes over again");
            FallBack(ticket, bundle, problem.Message);
            throw;
        }
    }

    private async Task<int> LiveAsync(UpgradeTicket? ticket, DescriptorBundle bundle, UpgradeWatchdog? watchdog)
    {
        if (Detaches && !IsGuarded)
        {
            Detachment.LeaveSession();
        }

        var location = DaemonHome.Locate(environment);
        using var home = DaemonHome.Open(location, bundle);
        if (home is null)
        {
            await Console.Error.WriteLineAsync($"Another daemon works on the home {location} already.");
            return DaemonLaunch.AlreadyRunningExitCode;
        }

        home.WritePid();
        // What is on disk by now may be what kept the newer program from starting.
        var text = (ticket?.Failure is null ? null : bundle.TakeText(DescriptorKey.Of(DaemonThing.Settings)))
            ?? (File.Exists(home.SettingsPath) ? await File.ReadAllTextAsync(home.SettingsPath) : "");
        var settings = DaemonSettings.Load(text, environment);
        var recent = new RecentLog();
        await using var log = DaemonLog.Open(home, settings, recent, watched: !Detaches);
        Log.Logger = log;
        var journal = JournalChoice.Of(home.Directory, settings);
        while (true)
        {
            if (await WorkAsync(home, settings, journal, recent, text, ticket, bundle, watchdog) is not var (asked, handed))
            {
                return 0;
            }

            journal.Close();
            Log.Information("The daemon becomes {Program}", asked.To);
            var problem = _next.Become(asked, handed);
            Log.Error("No update: {Problem} The daemon goes on", problem);
            bundle.Dispose();
            (ticket, bundle, watchdog) = (asked with { Failure = problem }, handed, null);
        }
    }

    /// <summary>Works until the daemon ends, or is to become another program.</summary>
    /// <returns>What it is to become, and what it leaves to that program; null when it ends.</returns>
    private async Task<(UpgradeTicket Asked, DescriptorBundle Handed)?> WorkAsync(
        DaemonHome home, DaemonSettings settings, IJournal journal, RecentLog recent, string text, UpgradeTicket? ticket, DescriptorBundle bundle, UpgradeWatchdog? watchdog)
    {
        await using var daemon = await DaemonHost.BuildAsync(home, settings, journal, recent, new UpgradeContext(environment, ticket, bundle), GuardOptionsOf(home));
        await daemon.StartAsync();
        if (watchdog?.TrySettle() is false)
        {
            // The other thread is about to become the program before.
            await Task.Delay(Timeout.InfiniteTimeSpan);
        }

        watchdog?.Dispose();
        bundle.Settle();
        using var late = new Timer(static left => ((DescriptorBundle)left!).Dispose(), bundle, LateSockets, Timeout.InfiniteTimeSpan);
        await AnnounceAsync(ticket);
        if (await daemon.RunToEndAsync() is not { } asked)
        {
            return null;
        }

        var began = asked with { BeganAt = Environment.TickCount64 };
        var handed = new DescriptorBundle();
        handed.Add(DescriptorKey.Of(DaemonThing.Settings), text);
        await daemon.HandOverAsync(handed, began);
        return (began, handed);
    }

    private async Task AnnounceAsync(UpgradeTicket? ticket)
    {
        // A guard has the daemon's word by its socket, and tells those who wait.
        if (ticket is null && !IsGuarded)
        {
            Console.WriteLine(DaemonLaunch.ReadyLine);
            await Console.Out.FlushAsync();
        }

        if (!Detaches)
        {
            SystemdNotice.Ready(environment);
        }
        else if (ticket is null)
        {
            Detachment.CloseOutputs();
        }
    }

    private GuardOptions? GuardOptionsOf(DaemonHome home)
    {
        if (!IsGuarded)
        {
            return null;
        }

        var guard = Path.Combine(AppContext.BaseDirectory, GuardContract.ProgramName);
        return new GuardOptions(home.GuardSocketPath, OwnProgram.Path, File.Exists(guard) ? guard : null, environment.ContainsKey(GuardContract.SystemdVariable) ? SystemdPatience : TimeSpan.Zero);
    }

    private void FallBack(UpgradeTicket ticket, DescriptorBundle bundle, string reason)
    {
        var problem = _next.Become(ticket with { Failure = reason }, bundle);
        Log.Fatal("The program before cannot take over again either: {Problem}", problem);
    }
}
