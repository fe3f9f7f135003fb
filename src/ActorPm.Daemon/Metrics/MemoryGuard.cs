using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Metrics;

/// <summary>
/// Has instances restarted whose process trees hold more memory than their app may. Looks only at apps with a limit, and has no timer while there
/// is none.
/// </summary>
internal sealed class MemoryGuard : UntypedActor, IWithTimers
{
    private readonly UsageMeter _meter;
    private readonly IActorRef _apps;
    private readonly CatalogBoard _list;
    private readonly InstanceBoard _board;
    private readonly TimeSpan _interval;

    /// <summary>Use <see cref="Props"/>.</summary>
    public MemoryGuard(UsageMeter meter, IActorRef apps, CatalogBoard list, InstanceBoard board, TimeSpan interval)
    {
        _meter = meter;
        _apps = apps;
        _list = list;
        _board = board;
        _interval = interval;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A guard over all apps.</summary>
    /// <param name="meter">Reads what they use.</param>
    /// <param name="apps">The parent of all apps.</param>
    /// <param name="list">Where the list is published.</param>
    /// <param name="board">How the instances stand.</param>
    /// <param name="interval">How often it looks.</param>
    public static Props Props(UsageMeter meter, IActorRef apps, CatalogBoard list, InstanceBoard board, TimeSpan interval) =>
        Akka.Actor.Props.Create(() => new MemoryGuard(meter, apps, list, board, interval));

    /// <inheritdoc/>
    protected override void PreStart() => _list.Subscribe(Self);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case CatalogProtocol.ListPublished:
                Follow();
                break;
            case Tick:
                Look();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Follow()
    {
        var isNeeded = _list.Current.Apps.Values.Any(entry => entry.Spec.MemoryLimit is not null && entry.Slots.Any(slot => slot.Wish is DesiredState.Running));
        if (!isNeeded)
        {
            Timers.Cancel(Tick.Instance);
        }
        else if (!Timers.IsTimerActive(Tick.Instance))
        {
            Timers.StartPeriodicTimer(Tick.Instance, Tick.Instance, _interval);
        }
    }

    private void Look()
    {
        // One that is being stopped or restarted is none of these, so nothing is asked for twice.
        var guarded = _board.All.Where(facts => facts is { State: InstanceState.Online or InstanceState.AwaitingReady, Spec.MemoryLimit: not null }).ToList();
        var samples = _meter.Read([.. guarded.Select(facts => facts.Slot.Serial)], _interval / 2);
        foreach (var facts in guarded)
        {
            if (facts.Spec.MemoryLimit is { } limit && samples.GetValueOrDefault(facts.Slot.Serial) is { } sample && sample.Usage.MemoryBytes > limit)
            {
                _apps.Tell(new AppsProtocol.RestartOnline(
                    facts.Spec.Name, [facts.Slot.Serial], new RestartCause.MemoryExceeded(facts.State.Attempt, sample.Usage.MemoryBytes, limit)));
            }
        }
    }

    private sealed class Tick : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Tick Instance { get; } = new();
    }
}
