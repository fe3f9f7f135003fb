using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.Logs;
using ActorPm.Core.Messages;
using ActorPm.Core.Targets;
using ActorPm.Core.Watching;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Cron;
using ActorPm.Fuzz.Engine;
using ActorPm.Processes;
using ActorPm.Processes.Users;

namespace ActorPm.Fuzz.Targets;

/// <summary>
/// Bodies of the control API: every text is read as every request, and what is read goes as far as the list's decision, without an effect: resolved, checked
/// against the machine, decided on a list with an app of its own.
/// </summary>
internal sealed class ControlBodiesTarget : IFuzzTarget
{
    private readonly ProgramProbe _probe = new();
    private readonly CronosCalendar _calendar = new();
    private readonly MachineCheck _machine;
    private readonly AppSpec _spec;
    private readonly AppCatalog _list;

    /// <summary>Makes a list with one app.</summary>
    public ControlBodiesTarget()
    {
        _machine = new MachineCheck(_calendar, new UserDatabase(), new UserIdentity(0, 0, [], "/root"), mayChangeUser: true);
        _spec = ((ResolvedApp.Resolved)AppSpecResolver.Resolve(
            new AppRequest { Target = "/bin/sleep", CallerDirectory = "/tmp", CallerEnvironment = new Dictionary<string, string>(), Name = "web", Interpreter = "none" }, _probe, 2)).Spec;
        _list = AppCatalog.Empty.Apply(new CatalogEvent.AppAdded(_spec, [new Slot(0, 0, 1, DesiredState.Running)]));
    }

    /// <inheritdoc/>
    public string Name => "control-bodies";

    /// <inheritdoc/>
    public int Weight => 2;

    /// <summary>A list of watched patterns makes a compiled expression of 80 KB of every four bytes.</summary>
    public long MostAllocated(int length) => (16L * 1024 * 1024) + (64L * 1024 * length);

    /// <inheritdoc/>
    public IReadOnlyList<string> Words =>
    [
        .. Members(ControlJson.Default.StartRequest), .. Members(ControlJson.Default.AppRequest), .. Members(ControlJson.Default.RestartRequest), .. Members(ControlJson.Default.ReloadRequest),
        .. Members(ControlJson.Default.ScaleRequest), .. Members(ControlJson.Default.TriggerRequest), .. Members(ControlJson.Default.SendRequest), .. Members(ControlJson.Default.SignalRequest),
        .. Members(ControlJson.Default.MessageRequest), "listen", "protocol", "http", "tcp", "exec", "intervalMs", "everything", "names", "parts",
        "web", "all", "/w.*/", "/bin/sleep", "/tmp", "max", "-1", "25%", "* * * * *", "10M", "SIGKILL", "root", "8080", "unix:/tmp/a.sock", "log:/x/", "**/*.js", "YYYY-MM-DD", "cluster", "sticky_cookie",
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlyMemory<byte> input)
    {
        var json = input.Span;
        if (Read(json, ControlJson.Default.StartRequest) is { } start)
        {
            foreach (var app in start.Apps)
            {
                if (app is not null)
                {
                    Start(app);
                }
            }

            Try(() => ReloadEndpoints.OptionsOf(start.Manner));
        }

        if (Read(json, ControlJson.Default.TargetRequest) is { } targets)
        {
            Try(() =>
            {
                var chosen = CommandEndpoints.AtLeastOne(targets.Targets);
                Decide(new CatalogCommand.Stop(chosen), new CatalogCommand.Delete(chosen), new CatalogCommand.Reset(chosen));
            });
        }

        if (Read(json, ControlJson.Default.RestartRequest) is { } restart)
        {
            Try(() => Decide(new CatalogCommand.Restart(CommandEndpoints.AtLeastOne(restart.Targets), restart.Changes)));
            _ = restart.Changes is { } changes ? _machine.Problems(changes) : [];
        }

        if (Read(json, ControlJson.Default.ReloadRequest) is { } reload)
        {
            Try(() => Decide(new CatalogCommand.Reload(CommandEndpoints.AtLeastOne(reload.Targets), reload.Changes, ReloadEndpoints.OptionsOf(reload.Manner))));
        }

        if (Read(json, ControlJson.Default.RolloutRequest) is { } rollout)
        {
            Try(() => Decide(new CatalogCommand.Promote(rollout.Target), new CatalogCommand.Rollback(rollout.Target, ReloadEndpoints.OptionsOf(rollout.Manner))));
        }

        if (Read(json, ControlJson.Default.ScaleRequest) is { } scale)
        {
            Try(() => Decide(new CatalogCommand.Scale(scale.Target, scale.Count)));
        }

        if (Read(json, ControlJson.Default.TriggerRequest) is { } trigger)
        {
            _ = AppInput.Trigger(0, trigger.Action, trigger.Parameter).Fits;
            _ = AppSelector.TryParse(trigger.Target, out _, out _);
        }

        _ = Read(json, ControlJson.Default.MessageRequest);
        _ = Read(json, ControlJson.Default.SendRequest);
        _ = Read(json, ControlJson.Default.SignalRequest);
        _ = Read(json, ControlJson.Default.SaveRequest);
        _ = Read(json, ControlJson.Default.ResurrectRequest);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private static IEnumerable<string> Members(JsonTypeInfo type) => type.Properties.Select(member => member.Name);

    private static T? Read<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json, type);
        }
        catch (JsonException)
        {
            // As ControlHttp refuses it.
            return null;
        }
    }

    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (RefusedException)
        {
            // The refusal of all routes.
        }
    }

    private void Start(AppRequest app)
    {
        _ = _machine.Problems(app);
        if (AppSpecResolver.Resolve(app, _probe, 2) is not ResolvedApp.Resolved { Spec: var spec })
        {
            return;
        }

        // What the daemon does with a spec as soon as it is on the list.
        if (spec.Cron is { } cron && _calendar.ProblemOf(cron.Pattern, cron.TimeZone) is null)
        {
            _ = _calendar.Next(cron.Pattern, cron.TimeZone, DateTimeOffset.UnixEpoch);
        }

        _ = new WatchFilter(spec.WorkingDirectory, spec.WorkingDirectory, spec.Watch.Ignore, spec.Watch.Extensions).Counts(spec.WorkingDirectory + "/a.js", WatchedKind.File);
        _ = spec.Logs.DateFormat is { } format ? DateFormat.Parse(format).Format(DateTimeOffset.UnixEpoch, TimeZoneInfo.Utc) : "";
        _ = AppRequestWriter.Create(app);
        Decide(new CatalogCommand.Start([new StartItem.New(spec, app.IfRunning)], []));
    }

    private void Decide(params CatalogCommand[] commands)
    {
        foreach (var command in commands)
        {
            _ = CatalogDecider.Decide(_list, command);
        }
    }
}
