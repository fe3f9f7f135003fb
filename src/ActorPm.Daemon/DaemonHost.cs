using System.Net.Sockets;
using Akka.Actor;
using Akka.Hosting;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Core.Guard;
using ActorPm.Core.Hooks;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Access;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Checkpoints;
using ActorPm.Daemon.Cluster;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Cron;
using ActorPm.Daemon.Dependencies;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.Groups;
using ActorPm.Daemon.Guarding;
using ActorPm.Daemon.Health;
using ActorPm.Daemon.History;
using ActorPm.Daemon.Hooks;
using ActorPm.Daemon.Instances;
using ActorPm.Daemon.Journal;
using ActorPm.Daemon.Logging;
using ActorPm.Daemon.Metrics;
using ActorPm.Daemon.Operators;
using ActorPm.Daemon.Pm2Wire;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Routing.Handoff;
using ActorPm.Daemon.Routing.Inherit;
using ActorPm.Daemon.Scheduling;
using ActorPm.Daemon.Settings;
using ActorPm.Daemon.Upgrades;
using ActorPm.Daemon.Views;
using ActorPm.Daemon.Watching;
using ActorPm.Processes;
using ActorPm.Processes.Guard;
using ActorPm.Processes.Handover;
using ActorPm.Processes.Sockets;
using ActorPm.Processes.Users;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Serilog;

namespace ActorPm.Daemon;

/// <summary>The composition root: what the daemon is made of, and in which order it comes up.</summary>
internal sealed class DaemonHost : IAsyncDisposable
{
    private static readonly TimeSpan InheritanceLimit = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    // The newer program itself falls back to the older one; the guard is for what cannot.
    private static readonly TimeSpan GuardMargin = TimeSpan.FromSeconds(10);

    private readonly WebApplication _app;
    private readonly ProcessHost _processes;
    private readonly DaemonHome _home;
    private readonly Readiness _readiness;
    private readonly LogRuleEndpoints _rules;
    private readonly EventBus _bus;
    private readonly ControlSocket _control;
    private readonly SideDoors _doors;
    private readonly TokenStore _tokens;
    private readonly UpdateDesk _desk;
    private readonly DaemonSettings _settings;
    private readonly HistoryLog _history;
    private readonly int _survivors;

    private DaemonHost(
        WebApplication app, ProcessHost processes, DaemonHome home, Readiness readiness, LogRuleEndpoints rules, EventBus bus, HistoryLog history,
        ControlSocket control, SideDoors doors, TokenStore tokens, UpdateDesk desk, DaemonSettings settings, int survivors)
    {
        _history = history;
        _control = control;
        _doors = doors;
        _tokens = tokens;
        _desk = desk;
        _settings = settings;
        _survivors = survivors;
        _rules = rules;
        _bus = bus;
        _app = app;
        _processes = processes;
        _home = home;
        _readiness = readiness;
    }

    /// <summary>Puts the daemon together, and takes over what an earlier one left running; no actor runs yet.</summary>
    /// <exception cref="DaemonStartException">The journal or the processes cannot be used.</exception>
    /// <param name="home">The home.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="journal">Where the list is kept.</param>
    /// <param name="recent">The newest lines of its log.</param>
    /// <param name="upgrade">What an update has to do with it.</param>
    /// <param name="guard">How to find the guard; null without one.</param>
    public static async Task<DaemonHost> BuildAsync(DaemonHome home, DaemonSettings settings, IJournal journal, RecentLog recent, UpgradeContext upgrade, GuardOptions? guard)
    {
        // The key first: a journal without its key is one that has lost it.
        var seal = await EnvironmentSeal.OpenAsync(home, journal);
        await journal.PrepareAsync(seal);
        var users = new UserDatabase();
        var doors = SideDoors.Open(settings.Access, settings.Remote, home.Directory, users, TimeProvider.System);
        var control = ControlSocket.Open(home, upgrade.Inherited, doors.Sockets);
        var processes = new ProcessHost(new ProcessesOptions(home.Directory, home.RuntimeDirectory, settings.Cgroups, settings.PipeBytes, TimeProvider.System)
        {
            Trampoline = Path.Combine(AppContext.BaseDirectory, "apm"),
            Logs = settings.Logs,
            Guard = guard,
            Inherited = upgrade.Inherited,
        });
        var rules = new LogRuleEndpoints(home, settings.Logs, processes.Logs);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSerilog();
        builder.Services.AddRoutingCore();
        // SIGTERM and SIGINT end the host in order; Akka's own hook into the end of the process would come in between.
        builder.Host.UseConsoleLifetime(options => options.SuppressStatusMessages = true);
        builder.Services.AddSingleton<Microsoft.AspNetCore.Connections.IConnectionListenerFactory>(control.Transport);
        if (doors.Remote is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Who follows logs may stand still for as long as they like: what was not read waits in the file.
            kestrel.Limits.MinResponseDataRate = null;
            kestrel.Limits.MaxRequestBodySize = Core.Control.ControlContract.MaxBodyBytes;
            control.Configure(kestrel);
            doors.Configure(kestrel);
        });
        // Stopping takes as long as the slowest app's kill timeout; an init system that is less patient ends it by force.
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromHours(1));

        var survivors = processes.Launcher.AdoptSurvivors();
        Log.Information("The daemon {Version} starts in {Home} as process {Pid}; {Survivors} processes of an earlier one are alive", ViewEndpoints.Version, home.Directory, Environment.ProcessId, survivors.Count);
        var probe = new ProgramProbe();
        var readiness = new Readiness();
        var list = new CatalogBoard();
        var bus = new EventBus();
        var tokens = new TokenStore(home.Directory, TimeProvider.System);
        var axm = new AxmBoard();
        var lifecycle = new LifecycleEvents(bus, axm, TimeProvider.System);
        var restarts = new RestartTally();
        var dependencies = new DependencyGate();
        var board = new InstanceBoard((before, after) =>
        {
            lifecycle.Changed(before, after);
            dependencies.Changed(before, after);
        });
        dependencies.Board = board;
        var meter = new UsageMeter(processes.Usage, TimeProvider.System);
        var callers = new Callers(users);
        var history = new HistoryLog(home, settings.History, meter, TimeProvider.System);
        history.Recorder.Began(ViewEndpoints.Version, OwnIdentity.Process);
        var calendar = new CronosCalendar();
        var prober = new NetworkProber();
        builder.Services.AddSingleton(_ => prober);
        var preload = Path.Combine(AppContext.BaseDirectory, "apm-worker.cjs");
        var inherited = new InheritedSockets(processes.Sockets, app => board.Of(app).Select(facts => facts.Slot.Serial));
        ClusterService? cluster = null;
        OperatorWork? operators = null;
        var edge = new InstanceContext(home.Directory, processes.Launcher, probe, TimeProvider.System, Random.Shared.NextDouble)
        {
            Gate = new LaunchGate(TokenBucket.Full(settings.LaunchBurst, settings.LaunchesPerSecond), TimeProvider.System),
            Users = users,
            Dependencies = dependencies,
            Restarts = restarts,
            Refusal = spec => cluster?.Refusal(spec),
            History = history.Recorder,
            Health = new HealthContext(processes.Commands, processes.Logs, processes.Notify, prober) { Sockets = new SocketUse() },
            Provisions = new LaunchProvisions(inherited, File.Exists(preload) ? preload : null),
            Messages = new AppMessageIntake(bus, axm, board, TimeProvider.System),
            Addresses = new BackendAddresses(home.RuntimeDirectory, Random.Shared.NextDouble),
        };
        var routes = new RouterBoard();
        var planes = new DataPlanes(
            new HandoffEdge(
                processes.Launcher, processes.Sockets, processes.Accept,
                app => board.Of(app).All(facts => facts.State is InstanceState.Stopped or InstanceState.Errored), TimeProvider.System),
            inherited,
            (name, node, cancellation) => cluster is { } known ? known.DialAsync(name, node, cancellation) : throw new SocketException((int)SocketError.HostUnreachable));
        var curves = settings.Hooks.IsEmpty ? null : new UsageCurves();
        var hookBoard = new HookBoard();
        builder.Services.AddAkka("local", akka => akka
            .ConfigureLoggers(loggers =>
            {
                loggers.ClearLoggers();
                loggers.AddLogger<SerilogAkkaLogger>();
                loggers.LogLevel = settings.LogLevel is Serilog.Events.LogEventLevel.Debug ? Akka.Event.LogLevel.DebugLevel : Akka.Event.LogLevel.InfoLevel;
            })
            .AddHocon(
                $"""
                akka.stdout-loglevel = OFF
                akka.coordinated-shutdown.run-by-clr-shutdown-hook = off
                akka.scheduler.implementation = "{typeof(SystemTimerScheduler).AssemblyQualifiedName}"
                """,
                HoconAddMode.Prepend)
            .AddCatalogJournal(journal, seal)
            // Last, hence in front of all: what the user says below akka wins.
            .AddHocon(settings.Akka, HoconAddMode.Prepend)
            .WithActors((system, registry) =>
            {
                if (curves is not null)
                {
                    // Before the apps, whose first facts come with the replay.
                    var told = system.ActorOf(HooksActor.Props(new HooksContext(
                        board, curves, hookBoard, HookSenders.Of(home, processes.Commands, upgrade.Environment),
                        () => new HookTeller(Environment.MachineName, cluster?.Current?.Name.Value), TimeProvider.System, Random.Shared.NextDouble), settings.Hooks), "hooks");
                    registry.Register<HooksActor>(told);
                    history.Recorder.Listener = fact => told.Tell(new HooksProtocol.Noted(fact));
                    cluster!.Lost = name => told.Tell(new HooksProtocol.NodeLost(name));
                    readiness.Ready.ContinueWith(_ => told.Tell(HooksProtocol.Replayed.Instance), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
                }

                var routers = system.ActorOf(RoutersActor.Props(new RoutingContext(planes.Open, routes, TimeProvider.System)), "routers");
                var apps = system.ActorOf(AppsActor.Props(edge with { Routers = routers, Groups = system.ActorOf(GroupsActor.Props(list, TimeProvider.System), "groups") }, board, survivors, settled => settled.ContinueWith(_ => readiness.Open(), TaskScheduler.Default)), "apps");
                registry.Register<AppsActor>(apps);
                registry.Register<RoutersActor>(routers);
                if (processes.Guard is { } line)
                {
                    system.ActorOf(HeartbeatActor.Props(line, apps), "heartbeat");
                }

                registry.Register<CatalogActor>(system.ActorOf(
                    CatalogActor.Props(apps, list, journal, settings.SnapshotEvery, history.Recorder, cause => readiness.Fail(journal.Unreadable(cause))), "catalog"));
                system.ActorOf(WatchesActor.Props(apps, list, processes.Watcher, home.Directory, TimeProvider.System), "watches");
                system.ActorOf(CronActor.Props(apps, list, calendar, TimeProvider.System), "cron");
                system.ActorOf(MemoryGuard.Props(meter, apps, list, board, settings.MemoryInterval), "memory");
                registry.Register<UsageActor>(system.ActorOf(UsageActor.Props(meter, board, settings.UsageInterval, curves), "usage"));
            })
            .AddPetabridgeCmdShell(settings.PetabridgeCmd, () => operators!));
        if (PetabridgeCmdShell.Problem(settings.PetabridgeCmd) is { } withoutPbm)
        {
            Log.Warning("{Problem}", withoutPbm);
        }

        if (settings.Pm2Wire is Pm2WireUse.On)
        {
            builder.Services.AddSingleton(new Pm2WireServer(home.Directory, bus, readiness));
            builder.Services.AddHostedService(services => services.GetRequiredService<Pm2WireServer>());
        }

        var views = new ViewBuilder(home.Directory, board, meter, new PackageVersions(), processes.ProblemOfGroup) { Axm = axm };
        var viewing = new ViewEndpoints(list, board, views, processes.Logs) { Routes = routes, Warning = string.Join(" ", new[] { PetabridgeCmdShell.Problem(settings.PetabridgeCmd), doors.Problem }.OfType<string>()) is { Length: > 0 } warning ? warning : null };
        var metrics = new MetricsReader(list, board, meter, routes, axm, views, processes.Logs, restarts, () => history.Dropped, TimeProvider.System);
        var measured = new MetricsEndpoints(metrics);
        if (settings.Metrics.Listen is { } metricsAddress)
        {
            builder.Services.AddHostedService(_ => new MetricsServer(metricsAddress, measured));
        }

        if (settings.Metrics.Otlp is { } collector)
        {
            builder.Services.AddHostedService(_ => new MetricsExport(collector, metrics));
        }

        cluster = new ClusterService(
            home, seal, settings.Cluster, new ClusterView(() => new InstanceList(views.All()), () => viewing.Jlist(board.All), TimeProvider.System), ViewEndpoints.Version, TimeProvider.System);
        builder.Services.AddSingleton(cluster);
        builder.Services.AddHostedService(services => services.GetRequiredService<ClusterService>());

        // Registered last, hence stopped first: while actors still live.
        builder.Services.AddSingleton(services => new AppsShutdown(
            () => services.GetRequiredService<ActorRegistry>().Get<AppsActor>(), readiness, bus, services.GetRequiredService<IHostApplicationLifetime>(), callers, history.Recorder));
        builder.Services.AddHostedService(services => services.GetRequiredService<AppsShutdown>());

        var app = builder.Build();
        app.UseControlRules(readiness);
        var audit = new AccessAudit(bus, TimeProvider.System);
        new AccessGate(settings.Access, users, list, audit, new RemoteCallers(tokens, audit, TimeProvider.System)).Guard(app);
        new TokenEndpoints(tokens, doors).Map(app);
        viewing.Map(app, cluster);
        var routers = new RouterEndpoints(list, routes);
        routers.Map(app);
        measured.Map(app);
        metrics.Actors = () => app.Services.GetRequiredService<ActorSystem>() is var running
            ? [.. ((string[])["catalog/catalog", "apps", "routers"]).Select(path => (path.Split('/')[0], (ICanTell)running.ActorSelection($"/user/{path}")))] : [];
        new LogEndpoints(home, list, board, views, processes.Logs, app.Lifetime).Map(app);
        rules.Map(app);
        var checkpoint = new CheckpointFile(home, seal);
        // Known when the actor system has started, which is after all this.
        var appsActor = () => app.Services.GetRequiredService<ActorRegistry>().Get<AppsActor>();
        var commands = new CommandEndpoints(
            () => app.Services.GetRequiredService<ActorRegistry>().Get<CatalogActor>(),
            appsActor,
            list, board, views, probe, settings, checkpoint, new MachineCheck(calendar, users, OwnIdentity.User, OwnIdentity.MayChangeUser) { ProblemOfLimits = ProcessHost.ProblemOfLimits, ProblemOfGroup = processes.ProblemOfGroup }, callers)
        {
            Routers = routes,
        };
        commands.Map(app);
        var reloads = new ReloadEndpoints(commands, appsActor, list, board, views, home, callers);
        reloads.Map(app);
        cluster.Apps = new LocalApps(commands, reloads, list, board, readiness.Ready, settings.Cluster.Fencing.StopLimit);
        cluster.SecondFence = new SecondFence(processes.Guard, processes.Launcher);
        cluster.Routes = new LocalRoutes(() => app.Services.GetRequiredService<ActorRegistry>().Get<RoutersActor>(), routes);
        commands.Movable = new MovableApps(cluster, list, probe, settings.AppDefaults);
        new CheckpointEndpoints(list, checkpoint).Map(app);
        var courier = new InputCourier(appsActor);
        var deliveries = new Deliveries(courier, list, board, axm, bus, TimeProvider.System) { History = history.Recorder };
        var past = new HistoryEndpoints(history, list, board, TimeProvider.System);
        past.Map(app);
        new HooksEndpoints(hookBoard, () => app.Services.GetRequiredService<ActorRegistry>().Get<HooksActor>()).Map(app);
        new DeliveryEndpoints(deliveries, callers).Map(app);
        var events = new EventReader(bus, new LogEvents(bus, board, views, processes.Logs, TimeProvider.System));
        new EventEndpoints(events, bus, list, TimeProvider.System).Map(app);
        cluster.Map(app);
        var system = () => app.Services.GetRequiredService<ActorSystem>();
        operators = new OperatorWork(
            new AppsVerbs(commands, reloads, viewing, views, list, TimeProvider.System),
            new JournalVerbs(home, settings, list, checkpoint, past),
            new RouterVerbs(list, routers),
            new NodeVerbs(home, board, cluster, TimeProvider.System),
            new ClusterVerbs(cluster),
            new ActorVerbs(system),
            new LogVerbs(recent, system, app.Lifetime.ApplicationStopping));
        new OperatorEndpoints(operators, callers, readiness, app.Lifetime.ApplicationStopping).Map(app);
        app.Services.GetRequiredService<AppsShutdown>().Map(app);
        var desk = new UpdateDesk(new UpdatePreflight(processes.Commands, home, upgrade.Environment), readiness, list, TimeProvider.System, upgrade.Arrived);
        desk.Map(app);
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<AppsShutdown>().EndBus);
        app.Services.GetService<Pm2WireServer>()?.Serve(
            new Pm2Methods(new Pm2ProcessMethods(commands, reloads, viewing, board, lifecycle, callers), new Pm2DeliveryMethods(deliveries, viewing, board, callers), call => app.Services.GetRequiredService<AppsShutdown>().EndAsync(callers.Of(call.Caller)), processes.Logs, board, TimeProvider.System),
            events);
        return new DaemonHost(app, processes, home, readiness, rules, bus, history, control, doors, tokens, desk, settings, survivors.Count);
    }

    /// <summary>Starts the actors, replays the list, and opens the control API.</summary>
    public async Task StartAsync()
    {
        await _app.StartAsync();
        await _readiness.Ready;
        _processes.Guard?.SayReady();
        switch (_desk.Settle(_survivors))
        {
            case { Phase: UpdatePhase.RolledBack } failed:
                Log.Error("The update to {Program} failed, and the daemon goes on as version {Version}: {Reason}", failed.To, failed.Version, failed.Reason);
                break;
            case { } done:
                Log.Information("Updated from version {From} to {To}; commands waited for {Gap} ms", done.FromVersion, done.Version, done.GapMs);
                break;
            case null:
                Log.Information("Ready");
                break;
        }
    }

    /// <summary>Works until a signal or a command ends it, or it is to become another program.</summary>
    /// <returns>What it is to become; null when it has ended.</returns>
    public async Task<UpgradeTicket?> RunToEndAsync()
    {
        var end = _app.WaitForShutdownAsync();

        // By then every app that runs has found what was its own.
        await using (TimeProvider.System.CreateTimer(_ => ForgetInherited(), null, InheritanceLimit, Timeout.InfiniteTimeSpan))
        {
            if (await Task.WhenAny(end, _desk.Asked) != end)
            {
                return await _desk.Asked;
            }
        }

        await end;
        _processes.Guard?.SayLeaving();
        Log.Information("The daemon has stopped");
        return null;
    }

    /// <summary>
    /// Stops without touching a process: commands under way are finished, requests in the proxies too, and what the next program cannot find by itself goes
    /// into the bundle. All that is left to do is to dispose of this one.
    /// </summary>
    /// <param name="bundle">The bundle.</param>
    /// <param name="ticket">What it becomes.</param>
    public async Task HandOverAsync(DescriptorBundle bundle, UpgradeTicket ticket)
    {
        _home.HandOver(bundle);
        _control.HandOver(bundle);
        var actors = _app.Services.GetRequiredService<ActorRegistry>();
        await new Suspension(_control.Transport, _readiness, _processes, actors.Get<RoutersActor>(), actors.Get<AppsActor>(), TimeProvider.System)
            .RunAsync(_settings.UpdateDrainTimeout);
        _processes.HandOver(bundle);
        _processes.Guard?.SayUpgrading(ticket.To, TimeSpan.FromMilliseconds(ticket.LimitMs) + GuardMargin);
        _app.Services.GetRequiredService<AppsShutdown>().Spare();
        await _app.Services.GetRequiredService<ClusterService>().HandOverAsync();
        using (var limit = new CancellationTokenSource(StopLimit))
        {
            await _app.StopAsync(limit.Token);
        }
    }

    private void ForgetInherited()
    {
        var left = _processes.Descriptors.ForgetInherited();
        if (left > 0)
        {
            Log.Information("{Count} descriptors of an earlier daemon are closed, since no app has asked for them", left);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _history.Dispose();
        _rules.Dispose();
        _processes.Dispose();
        _bus.Dispose();
        _control.Dispose();
        _doors.Dispose();
        _tokens.Dispose();
    }
}
