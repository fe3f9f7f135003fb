using System.ComponentModel;
using System.Diagnostics;
using ActorPm.Cli.Commands;
using ActorPm.Core.Control;
using ActorPm.Core.Guard;

namespace ActorPm.Cli;

/// <summary>Starts the daemon of a home, as <see cref="DaemonLaunch"/> says, through its guard unless that is turned off, and returns connected to it.</summary>
internal static class DaemonStarter
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan ErrorLimit = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan AskAgain = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan TryAgain = TimeSpan.FromSeconds(1);

    // Behind the prefix: APM_GUARD, or PM2_GUARD for pm2.
    private const string GuardSetting = "GUARD", ClientName = "apm";

    // A descriptor that the caller's shell has open for something else (a lock file, say) must not live as long as the daemon.
    private const string Launcher = """exec 3>&- 4>&- 5>&- 6>&- 7>&- 8>&- 9>&-; exec "$0" "$@" </dev/null""";

    /// <summary>Starts the daemon unless another <c>apm</c> has just done so.</summary>
    public static async Task<ControlClient> StartAsync(CliHost host, Home home)
    {
        var started = Stopwatch.StartNew();
        while (started.Elapsed < StartLimit)
        {
            if (await LaunchAsync(host, home, StartLimit - started.Elapsed) is Outcome.Ready && ControlClient.TryConnect(home, host.Clock) is { } client)
            {
                return client;
            }

            // Another daemon holds the home. It is about to answer, or about to end: then it is our turn again.
            var waiting = Stopwatch.StartNew();
            while (waiting.Elapsed < TryAgain)
            {
                if (ControlClient.TryConnect(home, host.Clock) is { } other)
                {
                    return other;
                }

                await Task.Delay(AskAgain);
            }
        }

        throw new CommandFailure(
            ControlErrorCode.DaemonStartFailed,
            $"A daemon holds {home.Directory} but has not taken commands for {StartLimit.TotalSeconds:0} seconds; see apm.log there.");
    }

    private enum Outcome
    {
        Ready,
        AnotherIsThere,
    }

    private static async Task<Outcome> LaunchAsync(CliHost host, Home home, TimeSpan limit)
    {
        using var process = StartProcess(host, home);
        var complaint = process.StandardError.ReadToEndAsync();
        using var patience = new CancellationTokenSource(limit);
        try
        {
            while (await process.StandardOutput.ReadLineAsync(patience.Token) is { } line)
            {
                if (line == DaemonLaunch.ReadyLine)
                {
                    return Outcome.Ready;
                }
            }

            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            throw new CommandFailure(
                ControlErrorCode.DaemonStartFailed,
                $"The daemon (process {process.Id}) was not ready after {StartLimit.TotalSeconds:0} seconds; see apm.log in {home.Directory}.");
        }

        return process.ExitCode == DaemonLaunch.AlreadyRunningExitCode
            ? Outcome.AnotherIsThere
            : throw new CommandFailure(
                ControlErrorCode.DaemonStartFailed, await SentenceOfAsync(complaint) ?? $"The daemon ended with exit code {process.ExitCode} before it was ready; see apm.log in {home.Directory}.");
    }

    // What the daemon printed; a process that it left behind may keep the pipe open, so this waits only so long.
    private static async Task<string?> SentenceOfAsync(Task<string> complaint) =>
        await Task.WhenAny(complaint, Task.Delay(ErrorLimit)) == complaint && (await complaint).Trim() is { Length: > 0 } text ? text : null;

    private static Process StartProcess(CliHost host, Home home)
    {
        var program = DaemonProgram.PathOf(host);
        if (!File.Exists(program))
        {
            throw new CommandFailure(
                ControlErrorCode.DaemonStartFailed,
                $"The daemon's program {program} does not exist; install it beside apm, or name it in {DaemonLaunch.ProgramVariable}.");
        }

        var guard = Path.Combine(host.ProgramDirectory, ClientName);
        var isGuarded = host.Setting(GuardSetting) is not "off";
        if (isGuarded && !File.Exists(guard))
        {
            throw new CommandFailure(
                ControlErrorCode.DaemonStartFailed,
                $"The program {guard}, which looks after the daemon, does not exist; install it again, or set {GuardContract.UseVariable}=off to do without.");
        }

        var start = new ProcessStartInfo(
            "/bin/sh", isGuarded ? ["-c", Launcher, guard, GuardContract.Verb, DaemonLaunch.DetachOption] : ["-c", Launcher, program, DaemonLaunch.DetachOption])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = "/",
        };
        start.Environment.Clear();
        foreach (var (name, value) in CallerEnvironment.Of(host))
        {
            start.Environment[name] = value;
        }

        if (host.IsPm2)
        {
            TakeOverPm2Variables(start.Environment);
        }

        start.Environment[DaemonLaunch.HomeVariable] = home.Directory;
        if (host.Variable(DaemonLaunch.ProgramVariable) is not null)
        {
            // The guard has another working directory.
            start.Environment[DaemonLaunch.ProgramVariable] = program;
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new CommandFailure(ControlErrorCode.DaemonStartFailed, $"/bin/sh, which starts {program}, cannot be run: {e.Message}.");
        }
    }

    // PM2_KILL_TIMEOUT and the like mean the same as APM_KILL_TIMEOUT, which wins.
    private static void TakeOverPm2Variables(IDictionary<string, string?> variables)
    {
        foreach (var (name, value) in variables.Where(variable => variable.Key.StartsWith("PM2_", StringComparison.Ordinal)).ToList())
        {
            variables.TryAdd("APM_" + name["PM2_".Length..], value);
        }
    }
}
