using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.History;
using ActorPm.Core.Hooks;
using ActorPm.Daemon.History;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Hooks;

/// <summary>Hears of every fact that is noted, and tells the hooks what they want to know. Exists only where there are hooks.</summary>
internal sealed class HooksActor : UntypedActor, IWithTimers
{
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly HooksContext _edge;
    private readonly ImmutableArray<HookSettings> _hooks;
    private readonly Dictionary<string, IActorRef> _actors = new(StringComparer.Ordinal);
    private readonly Dictionary<long, PendingFact> _ends = [];
    private HookTale _tale = HookTale.Empty;

    /// <summary>Use <see cref="Props"/>.</summary>
    public HooksActor(HooksContext edge, ImmutableArray<HookSettings> hooks)
    {
        _edge = edge;
        _hooks = hooks;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>The parent of these hooks.</summary>
    public static Props Props(HooksContext edge, ImmutableArray<HookSettings> hooks) => Akka.Actor.Props.Create(() => new HooksActor(edge, hooks));

    /// <inheritdoc/>
    protected override void PreStart()
    {
        foreach (var hook in _hooks)
        {
            _actors[hook.Name] = Context.ActorOf(HookActor.Props(_edge, hook), hook.Name);
        }
    }

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case HooksProtocol.Noted noted:
                Hear(noted.Fact);
                break;
            case Look:
                LookAtTroubles();
                break;
            case HooksProtocol.NodeLost lost:
                Tell(new HookOccurrence(HookEvent.NodeLost, _edge.Clock.GetUtcNow(), $"The cluster has given up the node {lost.Node}, which it could not reach.") { LostNode = lost.Node }, default);
                break;
            case HooksProtocol.Replayed:
                _tale = _tale.Knowing(_edge.Instances.All.Select(PlaceOf), _edge.Clock.GetUtcNow());
                break;
            case HooksProtocol.Try attempt when _actors.TryGetValue(attempt.Hook, out var hook):
                hook.Forward(attempt);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private void Hear(PendingFact pending)
    {
        var fact = pending.Fact;
        var facts = fact.Place is { } at ? _edge.Instances.Find(at.Serial)
            : AppName.TryParse(fact.App ?? "", out var app, out _) ? _edge.Instances.Of(app).FirstOrDefault() : null;
        (_tale, var occurrences) = _tale.Hear(fact, facts is null ? null : PlaceOf(facts));
        if (fact is HistoryFact.Exited { By: not EndedBy.Request, Place: { } ended })
        {
            // What makes it something to tell follows.
            _ends[ended.Serial] = pending;
        }

        foreach (var occurrence in occurrences)
        {
            Tell(occurrence, EndOf(occurrence));
        }

        Forget(fact);
        if (_tale.HasTroubles && fact is HistoryFact.Started or HistoryFact.BecameReady or HistoryFact.ReadinessChanged or HistoryFact.SlotReplaced
            && !Timers.IsTimerActive(Look.Instance))
        {
            // What the board says of it comes a moment later.
            Timers.StartPeriodicTimer(Look.Instance, Look.Instance, LookInterval);
        }
    }

    // A reload fails because of an instance that came by it, and whose end nobody has judged.
    private PendingFact EndOf(HookOccurrence occurrence) => occurrence.Place is { } place
        ? _ends.GetValueOrDefault(place.Serial)
        : _ends.OrderBy(end => end.Key).LastOrDefault(end => end.Value.Fact.App == occurrence.App).Value;

    private void Forget(HistoryFact fact)
    {
        if (fact is HistoryFact.Started or HistoryFact.RestartScheduled or HistoryFact.Rested or HistoryFact.GaveUp && fact.Place is { } place)
        {
            _ends.Remove(place.Serial);
        }
        else if (fact is HistoryFact.ReloadEnded)
        {
            foreach (var serial in _ends.Where(end => end.Value.Fact.App == fact.App).Select(end => end.Key).ToList())
            {
                _ends.Remove(serial);
            }
        }
    }

    private void LookAtTroubles()
    {
        (_tale, var occurrences, var hasHopes) = _tale.Look(_edge.Instances.All.Select(PlaceOf), _edge.Clock.GetUtcNow());
        foreach (var occurrence in occurrences)
        {
            Tell(occurrence, default);
        }

        if (!hasHopes)
        {
            Timers.Cancel(Look.Instance);
        }
    }

    private void Tell(HookOccurrence occurrence, PendingFact end)
    {
        var curve = occurrence is { Event: HookEvent.Crash or HookEvent.Errored, Place: { } place } ? _edge.Curves.Of(place.Serial) : UsageCurve.Empty;
        foreach (var hook in _hooks.Where(hook => hook.Wants(occurrence)))
        {
            _actors[hook.Name].Tell(new HooksProtocol.Happened(occurrence, end.Errors, end.Output, curve));
        }
    }

    private static HookPlace PlaceOf(InstanceFacts facts) => new(
        facts.Spec.Name.Value, facts.Slot.Ordinal, facts.Spec.Namespace, facts.State, facts.History.Restarts, facts.Spec.Restart.MinimumUptime, [.. facts.Spec.Restart.StopExitCodes]);

    private sealed class Look : INoSerializationVerificationNeeded
    {
        public static Look Instance { get; } = new();
    }
}
