using System.Net;
using System.Net.Sockets;
using ActorPm.Chaos.Checking;
using ActorPm.Chaos.Faults;
using ActorPm.Chaos.Histories;
using ActorPm.Chaos.Observing;
using ActorPm.Chaos.Workload;

namespace ActorPm.Chaos;

/// <summary>One run: builds the rig, lets the workload and the observers go, carries out the plan, ends everything, and holds the history against the promises.</summary>
internal sealed class ChaosRun(ChaosOptions options, Action<string> print)
{
    // Room for the logs of an hour; filling it takes a second.
    private const int HomeMebibytes = 384;

    private readonly History _history = new();
    private readonly string _directory = Directory.CreateTempSubdirectory("chaos-").FullName;

    private string Home => Path.Combine(_directory, "home");

    /// <summary>Runs the plan, or as much of it as there is time for until it is cancelled.</summary>
    /// <returns>The violations.</returns>
    public async Task<IReadOnlyList<Violation>> RunAsync(CancellationToken cancelled)
    {
        var began = History.Now;
        print($"seed {options.Seed}; again: {options.Replay()}");
        Directory.CreateDirectory(Home, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Directory.CreateDirectory(Path.Combine(_directory, "runs"));
        var small = options is { Kills: 0, Updates: 0 } && (await Programs.RunAsync("mount", "-t", "tmpfs", "-o", $"size={HomeMebibytes}m,mode=700", "none", Home)).ExitCode == 0;
        Apm? apm = null;
        Sentinels? sentinels = null;
        try
        {
            var shim = new Shim(await Programs.CompileAsync("shim.c", _directory, "-shared", "-fPIC"), Path.Combine(_directory, "orders"));
            shim.Begin();
            var logger = await Programs.CompileAsync("logger.c", _directory);
            apm = new Apm(options.Folder, Home, shim.Environment);
            sentinels = new Sentinels(_history, await Programs.CompileAsync("sentinel.c", _directory), _directory);
            sentinels.Begin();
            var steady = AppPlan.Steady(options.Apps, FreePort);
            var reloads = options is { Kills: 0, Updates: 0 } ? Reloads.Some : Reloads.None;
            using var giver = new CommandGiver(_history, apm, new Random(options.Seed), _directory, logger, steady, reloads);
            var rig = new Rig
            {
                History = _history, Apm = apm, Directory = _directory, HomeIsSmall = small, Steady = steady, Sentinels = sentinels, Shim = shim,
                Giver = giver, Instances = new InstanceObserver(_history, Home), Logs = new LogReading(_history, Home, _directory),
            };
            await RunAsync(rig, cancelled);
        }
        finally
        {
            await EndAsync(apm, sentinels, small);
        }

        var violations = Checker.Check(_history.Events);
        Report.Print(options, _history.Events, violations, History.Now - began, print);
        return violations;
    }

    private async Task RunAsync(Rig rig, CancellationToken cancelled)
    {
        var (exitCode, output, error) = await rig.Apm.ResurrectAsync();
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"The daemon does not start: {error}{output}");
        }

        await rig.LearnAsync();

        // Small files and many of them, so that rotation happens under the faults; none may be deleted, since the lines in it are counted.
        await rig.Apm.RunAsync("set", "pm2-logrotate:max_size", "512K");
        await rig.Apm.RunAsync("set", "pm2-logrotate:retain", "100000");
        using var watch = new CancellationTokenSource();
        using var work = new CancellationTokenSource();
        var watching = new List<Task> { Task.Run(() => rig.Instances.RunAsync(watch.Token), CancellationToken.None) };
        var working = new List<Task>();
        try
        {
            await rig.Giver.BeginAsync();
            var servers = rig.Steady.Where(app => app.Plane is not null).Select(app => (app.Name, Plane: app.Plane!.Value, app.Port)).ToList();
            foreach (var (_, _, port) in servers)
            {
                await ListensAsync(port);
            }

            watching.Add(new BudgetObserver(_history, rig.Apm, servers).RunAsync(watch.Token));
            foreach (var (name, plane, port) in servers)
            {
                working.AddRange(Enum.GetValues<ConnectionUse>().Select(use => AskAsync(new RequestWorker(_history, name, plane, port, use), work.Token)));
            }

            working.Add(rig.Giver.RunAsync(work.Token));
            working.Add(new SleepingFollower(rig.Apm).RunAsync(work.Token));
            await StrikeAsync(rig, cancelled);
        }
        finally
        {
            await work.CancelAsync();
            await Task.WhenAll(working);
            await watch.CancelAsync();
            await Task.WhenAll(watching);
        }

        // Ends the apps and has their last lines written.
        await rig.Apm.RunAsync("kill");
        rig.Logs.Read();
    }

    private static async Task AskAsync(RequestWorker client, CancellationToken stop)
    {
        using (client)
        {
            await client.RunAsync(stop);
        }
    }

    private async Task StrikeAsync(Rig rig, CancellationToken cancelled)
    {
        var left = new HashSet<FaultKind>();
        var began = History.Now;
        foreach (var fault in Schedule.Of(options))
        {
            using var pause = new PeriodicTimer(fault.Pause);
            await pause.WaitForNextTickAsync(CancellationToken.None);
            var late = options is { Kills: 0, Updates: 0 } && History.Now - began > options.Length;
            if (cancelled.IsCancellationRequested || late)
            {
                print(late ? $"the time is over before fault {fault.Number}: the machine is slow" : $"stopped before fault {fault.Number}");
                return;
            }

            var nemesis = Nemesis.All[fault.Kind];
            if (nemesis.Missing(rig) is { } reason)
            {
                if (left.Add(fault.Kind))
                {
                    print($"{fault.Kind} is left out: {reason}");
                }

                continue;
            }

            if (options.Kills + options.Updates == 0 || fault.Number % 50 == 0)
            {
                print($"{fault.Number}. {fault.Kind}");
            }

            _history.Add(new HistoryEvent.FaultBegan(History.Now, fault.Number, fault.Kind));
            await nemesis.StrikeAsync(rig, fault, new Random(fault.Seed));
            await rig.Giver.CheckAsync();
            _history.Add(new HistoryEvent.FaultEnded(History.Now, fault.Number));
        }
    }

    // By pid, and only what is of this home: also when the run has failed half way.
    private async Task EndAsync(Apm? apm, Sentinels? sentinels, bool small)
    {
        if (apm?.Guard is { } guard)
        {
            await Proc.KillAsync(guard);
        }

        if (apm?.Daemon is { } daemon)
        {
            await Proc.KillAsync(daemon);
        }

        foreach (var pid in Proc.Pids().ToList())
        {
            if (Proc.Identify(pid) is { } process && Proc.Read($"/proc/{pid}/environ").Split('\0').Any(text => text.StartsWith("ACTORPM_INSTANCE=", StringComparison.Ordinal) && text.EndsWith("@" + Home, StringComparison.Ordinal)))
            {
                await Proc.KillAsync(process);
            }
        }

        if (sentinels is not null)
        {
            await sentinels.EndAsync();
        }

        if (small)
        {
            await Programs.RunAsync("umount", "--lazy", Home);
        }

        Directory.Delete(_directory, recursive: true);
    }

    private static int FreePort()
    {
        using var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        probe.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)probe.LocalEndPoint!).Port;
    }

    private static async Task ListensAsync(int port)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var began = History.Now; History.Now - began < TimeSpan.FromSeconds(30); await timer.WaitForNextTickAsync())
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port));
                return;
            }
            catch (SocketException)
            {
                // Not yet.
            }
        }

        throw new InvalidOperationException($"Nobody listens on port {port}.");
    }
}
