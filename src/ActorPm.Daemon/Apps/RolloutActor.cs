using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Health;
using ActorPm.Core.Rollouts;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Routing;

namespace ActorPm.Daemon.Apps;

/// <summary>One reload of one app: feeds <see cref="RollingReload"/> and has its effects carried out. Lives as long as the reload.</summary>
internal sealed class RolloutActor : UntypedActor, IWithTimers
{
    /// <summary>The router ends a drain by its own limit; so much later nobody waits for it any more, it may have failed meanwhile.</summary>
    public static readonly TimeSpan DrainMargin = TimeSpan.FromSeconds(5);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly AppName _app;
    private readonly Rollout _rollout;
    private readonly AppSpec _proven;
    private readonly IActorRef _routers;
    private readonly HashSet<long> _serving = [];
    private readonly HashSet<long> _draining = [];
    private readonly Dictionary<long, string?> _unready = [];
    private RollingReload _reload;
    private long? _failed;

    /// <summary>Use <see cref="Props"/>.</summary>
    public RolloutActor(AppName app, Rollout rollout, RollingReload reload, AppSpec proven, IActorRef routers)
    {
        _app = app;
        _rollout = rollout;
        _reload = reload;
        _proven = proven;
        _routers = routers;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A reload that begins at once.</summary>
    /// <param name="app">The app.</param>
    /// <param name="rollout">As the list knows it.</param>
    /// <param name="reload">What is to be replaced and how fast.</param>
    /// <param name="proven">The spec of the instances that leave.</param>
    /// <param name="routers">The parent of the routers.</param>
    public static Props Props(AppName app, Rollout rollout, RollingReload reload, AppSpec proven, IActorRef routers) =>
        Akka.Actor.Props.Create(() => new RolloutActor(app, rollout, reload, proven, routers));

    private AppSpec Incoming => _rollout.Phase is RolloutPhase.Returning ? _proven : _rollout.Candidate;

    /// <inheritdoc/>
    protected override void PreStart() => Feed(new RollingInput.Begun());

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RolloutProtocol.Stands { IsReady: true } stands when _serving.Add(stands.Serial):
                // It says that it is ready; where its elders take requests is what counts.
                _routers.Tell(new RouterProtocol.AwaitServing(_app, stands.Serial));
                break;
            case RolloutProtocol.Stands { IsReady: false } stands when _serving.Remove(stands.Serial):
                _unready[stands.Serial] = stands.Reason;
                Timers.Cancel(BakeTimer(stands.Serial));
                Feed(new RollingInput.LostReadiness(stands.Serial));
                break;
            case RolloutProtocol.Stands stands:
                _unready[stands.Serial] = stands.Reason;
                break;
            case RouterProtocol.Serving { Problem: { } problem } serving:
                Fail(serving.Serial, $"it does not get its requests: {problem}");
                break;
            case RouterProtocol.Serving serving when _serving.Contains(serving.Serial):
                Feed(new RollingInput.BecameReady(serving.Serial));
                break;
            case RouterProtocol.Serving:
                break;
            case ReadyLate late when _reload.Steps.Any(step => step.Replacement.New == late.Serial && step.Phase is RollingPhase.Starting):
                Fail(late.Serial, $"it was not ready within {SecondsText.Of(ReadyTimeout)} (ready_timeout): {Missing(late.Serial)}");
                break;
            case ReadyLate:
                break;
            case BakeOver over:
                Feed(new RollingInput.Baked(over.Serial));
                break;
            case RolloutProtocol.Failed failed:
                Fail(failed.Serial, failed.Reason);
                break;
            case RolloutProtocol.Recorded recorded:
                Feed(new RollingInput.Recorded(recorded.New));
                break;
            case RouterProtocol.Drained drained:
                OnDrained(drained);
                break;
            case DrainLate late:
                OnDrained(new RouterProtocol.Drained(late.Serial, null));
                break;
            case RolloutProtocol.Gone gone:
                Feed(new RollingInput.OldGone(gone.Serial));
                break;
            case RolloutProtocol.Cancel cancel:
                Feed(new RollingInput.Cancelled(cancel.Reason));
                break;
            case CatalogProtocol.Accepted:
                break;
            case CatalogProtocol.Refused refused:
                OnRefused(refused);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private TimeSpan ReadyTimeout => ReadyRule.TimeLimitInReload(Incoming);

    // It says that it is ready, but its elders listen where it does not; or it has said why it is not.
    private string Missing(long serial) => _serving.Contains(serial)
        ? "it does not listen where the old instances do"
        : _unready.GetValueOrDefault(serial) ?? "nothing was heard of it";

    private void Fail(long serial, string reason)
    {
        if (_reload.Failure is null && _reload.Steps.Any(step => step.Replacement.New == serial && step.Phase is not RollingPhase.Waiting))
        {
            _failed = serial;
        }

        Feed(new RollingInput.NewFailed(serial, reason));
    }

    private void Feed(RollingInput input)
    {
        var (reload, effects) = _reload.Next(input);
        _reload = reload;
        foreach (var effect in effects)
        {
            Perform(effect);
        }
    }

    private void Perform(RollingEffect effect)
    {
        switch (effect)
        {
            case RollingEffect.Start start:
                Timers.StartSingleTimer(ReadyTimer(start.Replacement.New), new ReadyLate(start.Replacement.New), ReadyTimeout);
                Context.Parent.Tell(new RolloutProtocol.StartNew(start.Replacement));
                break;
            case RollingEffect.ArmBake bake:
                Timers.StartSingleTimer(BakeTimer(bake.New), new BakeOver(bake.New), bake.After);
                break;
            case RollingEffect.Record record:
                Timers.Cancel(ReadyTimer(record.Replacement.New));
                Tell(new RolloutStep.Replaced(record.Replacement));
                break;
            case RollingEffect.Retire retire:
                _draining.Add(retire.Old);
                Timers.StartSingleTimer(DrainTimer(retire.Old), new DrainLate(retire.Old), _proven.Routing.DrainTimeout + DrainMargin);
                _routers.Tell(new RouterProtocol.Drain(_app, retire.Old));
                break;
            case RollingEffect.Discard discard:
                Timers.Cancel(ReadyTimer(discard.New));
                Timers.Cancel(BakeTimer(discard.New));
                Context.Parent.Tell(new RolloutProtocol.Discard(discard.New));
                break;
            case RollingEffect.Finish finish:
                End(finish.Outcome);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(effect), effect, "Not an effect of a reload.");
        }
    }

    private void OnDrained(RouterProtocol.Drained drained)
    {
        if (!_draining.Remove(drained.Serial))
        {
            return;
        }

        Timers.Cancel(DrainTimer(drained.Serial));
        if (drained.Left > 0)
        {
            _log.Warning("{App}: an old instance is ended with {Left} requests or connections under way, its drain timeout is over", _app, drained.Left);
        }

        Context.Parent.Tell(new RolloutProtocol.EndOld(drained.Serial));
    }

    private void OnRefused(CatalogProtocol.Refused refused)
    {
        foreach (var step in _reload.Steps.Where(step => step.Phase is RollingPhase.Recording).ToList())
        {
            // Not written, or it will be known only after a replay, which begins anew: the new one goes.
            Context.Parent.Tell(new RolloutProtocol.Discard(step.Replacement.New));
        }

        _reload = _reload with { Steps = [.. _reload.Steps.Select(step => step.Phase is RollingPhase.Recording ? step with { Phase = RollingPhase.Waiting } : step)] };
        Feed(new RollingInput.Cancelled(refused.Error.Message));
    }

    private void End(RollingOutcome outcome)
    {
        var returns = _rollout.Phase is RolloutPhase.Returning;
        var (end, step) = outcome switch
        {
            RollingOutcome.Completed => (ReloadEnd.Completed, returns ? new RolloutStep.Abandoned() : new RolloutStep.Promoted()),
            RollingOutcome.Paused => (ReloadEnd.Paused, new RolloutStep.Paused()),
            RollingOutcome.Failed => (ReloadEnd.Failed, returns ? new RolloutStep.Abandoned() : (RolloutStep)new RolloutStep.Turned()),
            _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome."),
        };
        Context.Parent.Tell(new RolloutProtocol.Over(new ReloadOutcome(_app, end, _reload.Replaced, _reload.Steps.Length, _reload.Failure, _failed), step));
    }

    // By way of the parents, which know where the list is kept; the answer comes here.
    private void Tell(RolloutStep step) => Context.Parent.Tell(new AppsProtocol.Wish(new CatalogCommand.Advance(_app, step)));

    private static string ReadyTimer(long serial) => $"ready.{serial}";

    private static string BakeTimer(long serial) => $"bake.{serial}";

    private static string DrainTimer(long serial) => $"drain.{serial}";

    private sealed record ReadyLate(long Serial) : INoSerializationVerificationNeeded;

    private sealed record BakeOver(long Serial) : INoSerializationVerificationNeeded;

    private sealed record DrainLate(long Serial) : INoSerializationVerificationNeeded;
}
