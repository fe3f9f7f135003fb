using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Cron;
using ActorPm.Core.Restarts;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;

namespace ActorPm.Daemon.Cron;

/// <summary>Restarts apps by the calendar: one timer for the app that is due next, none when no app has a schedule.</summary>
internal sealed class CronActor : UntypedActor, IWithTimers
{
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<AppName, Schedule> _schedules = [];
    private readonly IActorRef _apps;
    private readonly CatalogBoard _list;
    private readonly ICronCalendar _calendar;
    private readonly TimeProvider _clock;
    private AppCatalog _followed = AppCatalog.Empty;

    /// <summary>Use <see cref="Props"/>.</summary>
    public CronActor(IActorRef apps, CatalogBoard list, ICronCalendar calendar, TimeProvider clock)
    {
        _apps = apps;
        _list = list;
        _calendar = calendar;
        _clock = clock;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The schedules of all apps.</summary>
    /// <param name="apps">The parent of all apps.</param>
    /// <param name="list">Where the list is published.</param>
    /// <param name="calendar">Knows when patterns are due.</param>
    /// <param name="clock">The wall clock.</param>
    public static Props Props(IActorRef apps, CatalogBoard list, ICronCalendar calendar, TimeProvider clock) =>
        Akka.Actor.Props.Create(() => new CronActor(apps, list, calendar, clock));

    /// <inheritdoc/>
    protected override void PreStart() => _list.Subscribe(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CatalogProtocol.ListPublished when !ReferenceEquals(_list.Current, _followed):
                Follow(_followed = _list.Current);
                break;
            case CatalogProtocol.ListPublished:
                break;
            case Tick:
                Look();
                break;
            case Restarted restarted when _schedules.TryGetValue(restarted.App, out var schedule):
                OnRestarted(restarted.App, schedule);
                break;
            case Restarted:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Follow(AppCatalog catalog)
    {
        foreach (var name in _schedules.Keys.Where(name => catalog.Find(name)?.Spec.Cron is null).ToList())
        {
            _schedules.Remove(name);
        }

        foreach (var entry in catalog.Apps.Values)
        {
            if (entry.Spec.Cron is { } settings && _schedules.GetValueOrDefault(entry.Spec.Name)?.Settings != settings)
            {
                Plan(entry.Spec.Name, settings);
            }
        }

        Arm();
    }

    private void Plan(AppName name, CronSettings settings)
    {
        _schedules.Remove(name);
        if (_calendar.ProblemOf(settings.Pattern, settings.TimeZone) is { } problem)
        {
            // Of an older list, or of a machine with other time zones: the app runs, only without its schedule.
            _log.Warning("{App} has no schedule: {Problem}", name, problem);
            return;
        }

        var schedule = new Schedule(settings, CronPlan.From(_clock.GetUtcNow(), NextOf(settings)));
        _schedules.Add(name, schedule);
        _log.Info("{App} is restarted by '{Pattern}', next at {Due}", name, settings.Pattern, schedule.Plan.Due?.ToString("o") ?? "no time");
    }

    private void Look()
    {
        var now = _clock.GetUtcNow();
        foreach (var (name, schedule) in _schedules)
        {
            var due = schedule.Plan.Due;
            (schedule.Plan, var turn) = schedule.Plan.Look(now, NextOf(schedule.Settings));
            switch (turn)
            {
                case CronTurn.Due:
                    OnDue(name, schedule);
                    break;
                case CronTurn.Missed:
                    _log.Info("The restart of {App} at {Due} was missed and is not made up", name, due);
                    break;
                case CronTurn.NotYet:
                default:
                    break;
            }
        }

        Arm();
    }

    private void OnDue(AppName name, Schedule schedule)
    {
        switch (schedule.Turn)
        {
            case Turn.Waiting:
                Restart(name, schedule);
                break;
            case Turn.Restarting when schedule.Settings.Overlap is CronOverlap.Queue:
                schedule.Turn = Turn.RestartingWithNext;
                break;
            case Turn.Restarting:
                _log.Info("{App} is due again while it is being restarted; this time is left out", name);
                break;
            case Turn.RestartingWithNext:
                // One more is enough, however often it was due.
                break;
        }
    }

    private void Restart(AppName name, Schedule schedule)
    {
        schedule.Turn = Turn.Restarting;
        OnlineRestart.SettledAsync(_apps, _list, name, new RestartCause.Scheduled(schedule.Settings.Pattern))
            .PipeTo(Self, success: () => new Restarted(name), failure: _ => new Restarted(name));
    }

    private void OnRestarted(AppName name, Schedule schedule)
    {
        var next = schedule.Turn is Turn.RestartingWithNext;
        schedule.Turn = Turn.Waiting;
        if (next)
        {
            Restart(name, schedule);
        }
    }

    private void Arm()
    {
        if (_schedules.Count == 0)
        {
            Timers.Cancel(Tick.Instance);
            return;
        }

        var now = _clock.GetUtcNow();
        Timers.StartSingleTimer(Tick.Instance, Tick.Instance, _schedules.Values.Min(schedule => schedule.Plan.PauseAt(now)));
    }

    private Func<DateTimeOffset, DateTimeOffset?> NextOf(CronSettings settings) =>
        after => _calendar.Next(settings.Pattern, settings.TimeZone, after);

    private enum Turn
    {
        Waiting,
        Restarting,
        RestartingWithNext,
    }

    private sealed class Schedule(CronSettings settings, CronPlan plan)
    {
        public CronSettings Settings => settings;

        public CronPlan Plan { get; set; } = plan;

        public Turn Turn { get; set; }
    }

    private sealed record Restarted(AppName App) : INoSerializationVerificationNeeded;

    private sealed class Tick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
