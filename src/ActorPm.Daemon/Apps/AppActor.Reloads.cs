using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Catalog;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Rollouts;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Apps;

/// <content>The app's part in its reloads: it keeps the instances, <see cref="RolloutActor"/> says which and when.</content>
internal sealed partial class AppActor
{
    private readonly List<IActorRef> _reloadWaiters = [];
    private readonly Dictionary<long, Slot> _incoming = [];
    private IActorRef _reload = ActorRefs.Nobody;
    private Rollout? _rollout;
    private ReloadOutcome? _ending;
    private ReloadOutcome? _turned;
    private ReloadOutcome? _newestReload;
    private bool _isPaused;

    private bool IsReloading => !_reload.IsNobody() || _ending is not null;

    private bool OnReloadMessage(object message)
    {
        switch (message)
        {
            case RolloutProtocol.StartNew start when Sender.Equals(_reload):
                StartIncoming(start.Replacement);
                break;
            case RolloutProtocol.EndOld end when _slots.TryGetValue(end.Serial, out var keeper):
                EndOutgoing(keeper);
                break;
            case RolloutProtocol.Discard discard when _slots.TryGetValue(discard.Serial, out var keeper):
                EndOutgoing(keeper);
                break;
            case RolloutProtocol.Over over when Sender.Equals(_reload):
                OnReloadOver(over);
                break;
            case RolloutProtocol.StartNew or RolloutProtocol.EndOld or RolloutProtocol.Discard or RolloutProtocol.Over:
                break;
            case AppsProtocol.Wish wish:
                Context.Parent.Forward(wish);
                break;
            case AppsProtocol.AwaitReload when !IsReloading && _newestReload is { } newest:
                Sender.Tell(newest);
                break;
            case AppsProtocol.AwaitReload:
                _reloadWaiters.Add(Sender);
                break;
            case RouterProtocol.Drained drained when _slots.TryGetValue(drained.Serial, out var keeper) && keeper.Leaving:
                Timers.Cancel(drained.Serial);
                Wish(keeper, new InstanceInput.StopAsked());
                break;
            case RouterProtocol.Drained:
                break;
            case CatalogProtocol.Refused refused:
                OnListRefused(refused);
                break;
            case CatalogProtocol.Accepted:
                break;
            default:
                return false;
        }

        return true;
    }

    private void BeginReload(CatalogEntry? entry, ReloadOptions options)
    {
        if (entry?.Rollout is not { } rollout || _shuttingDown)
        {
            return;
        }

        if (rollout.Phase is RolloutPhase.Returning && _ending is not null)
        {
            _log.Warning("The reload of {App} failed, and what it had replaced goes back: {Reason}", _name, _ending.Reason);
            _turned = _ending;
            _ending = null;
        }

        var waiting = rollout.Replacements.Where(replacement => entry.Slots.Any(slot => slot.Serial == replacement.Old)).ToList();
        var settings = rollout.Phase is RolloutPhase.Returning ? Spec.Reload : rollout.Candidate.Reload;
        _log.Info("{App} is reloaded: {Count} instances, one after another", _name, waiting.Count);
        _rollout = rollout;
        _reload = Context.ActorOf(RolloutActor.Props(_name, rollout, RollingReload.Of([.. waiting], settings, options), Spec, _edge.Routers));
    }

    private void StartIncoming(Replacement replacement)
    {
        if (_rollout is not { } rollout || !_slots.TryGetValue(replacement.Old, out var old) || _shuttingDown)
        {
            _reload.Tell(new RolloutProtocol.Failed(replacement.New, "the instance that it was to replace is gone"));
            return;
        }

        var returns = rollout.Phase is RolloutPhase.Returning;
        var slot = old.Slot with { Serial = replacement.New, IsCandidate = !returns };
        var keeper = new SlotKeeper(slot, new InstanceState.Stopped(0, null), old.History.AfterRestartByUser())
        {
            Standing = Standing.Incoming,
            OwnSpec = returns ? null : rollout.Candidate,
        };
        _slots.Add(slot.Serial, keeper);
        _incoming[slot.Serial] = slot;
        Publish(keeper);
        Order(keeper, new InstanceInput.StartAsked());
    }

    // The journal has it: the new instance has the place, the old one finishes what it has begun.
    private void Exchange(long gone, long come)
    {
        if (_slots.TryGetValue(gone, out var old))
        {
            // What its process was started with, which is what its stop goes by.
            old.OwnSpec ??= Spec;
            old.Standing = Standing.Outgoing;
            Publish(old);
        }

        if (_slots.TryGetValue(come, out var successor))
        {
            successor.Standing = Standing.Serving;
            Publish(successor);
        }

        _reload.Tell(new RolloutProtocol.Recorded(come));
        if (old is null)
        {
            _reload.Tell(new RolloutProtocol.Gone(gone));
        }
        else if (!IsReloading)
        {
            EndOutgoing(old);
        }
    }

    private void EndOutgoing(SlotKeeper keeper)
    {
        if (keeper.Leaving)
        {
            return;
        }

        keeper.Standing = Standing.Outgoing;
        keeper.Leaving = true;
        Wish(keeper, new InstanceInput.StopAsked());
    }

    // What has been done is done; it is over when the list says so, which comes as an order.
    private void OnReloadOver(RolloutProtocol.Over over)
    {
        Context.Stop(_reload);
        _reload = ActorRefs.Nobody;
        _rollout = null;
        _ending = over.Outcome with { FailedSlot = over.Outcome.FailedSerial is { } failed ? _incoming.GetValueOrDefault(failed) : null };
        _incoming.Clear();
        Context.Parent.Tell(new AppsProtocol.Wish(new CatalogCommand.Advance(_name, over.Step)));
    }

    private void OnReloadEnded()
    {
        if (_ending is not { } outcome)
        {
            return;
        }

        _ending = null;
        if (_turned is { } turned)
        {
            _turned = null;
            outcome = turned with
            {
                Replaced = outcome.Kind is ReloadEnd.Completed ? 0 : outcome.Total - outcome.Replaced,
                Reason = outcome.Kind is ReloadEnd.Completed ? turned.Reason : $"{turned.Reason}; going back failed as well: {outcome.Reason}",
            };
        }

        Conclude(outcome);
    }

    private void OnListRefused(CatalogProtocol.Refused refused)
    {
        if (_ending is not { } outcome)
        {
            _log.Info("{App} is not reloaded: {Reason}", _name, refused.Error.Message);
            return;
        }

        // The journal did not take the end: a later daemon takes the reload back.
        _ending = null;
        _turned = null;
        Conclude(outcome with { Kind = ReloadEnd.Failed, Reason = refused.Error.Message });
    }

    private void Conclude(ReloadOutcome outcome)
    {
        switch (outcome.Kind)
        {
            case ReloadEnd.Completed:
                _log.Info("{App} is reloaded", _name);
                break;
            case ReloadEnd.Paused:
                _log.Info("The reload of {App} waits for promote or rollback after {Count} of {Total} instances", _name, outcome.Replaced, outcome.Total);
                break;
            default:
                _log.Warning("The reload of {App} failed: {Reason}", _name, outcome.Reason);
                break;
        }

        _edge.History?.Reloaded(outcome);
        _newestReload = outcome;
        foreach (var waiter in _reloadWaiters)
        {
            waiter.Tell(outcome);
        }

        _reloadWaiters.Clear();
    }

    // The newest wish wins: what has proved itself stays, what has not goes.
    private void AbandonReload(string reason)
    {
        if (!IsReloading)
        {
            return;
        }

        if (!_reload.IsNobody())
        {
            Context.Stop(_reload);
        }

        _reload = ActorRefs.Nobody;
        _ending = null;
        _rollout = null;
        _turned = null;
        foreach (var keeper in _slots.Values.Where(keeper => keeper.Standing is not Standing.Serving).ToList())
        {
            EndOutgoing(keeper);
        }

        Conclude(new ReloadOutcome(_name, ReloadEnd.Failed, 0, 0, reason, null));
    }

    // After a replay: no instance of a reload has proved itself to this daemon.
    private void ResumeReload(CatalogEntry? entry)
    {
        if (entry?.Rollout is { Phase: not RolloutPhase.Paused })
        {
            Context.Parent.Tell(new AppsProtocol.Wish(new CatalogCommand.Advance(_name, new RolloutStep.Turned())));
        }
    }

    private void TellReload(SlotKeeper keeper)
    {
        if (IsReloading && keeper.Standing is Standing.Incoming)
        {
            _reload.Tell(keeper.State switch
            {
                InstanceState.Errored errored => new RolloutProtocol.Failed(keeper.Slot.Serial, errored.Reason),
                InstanceState.Stopped { Attempt: > 0 } => new RolloutProtocol.Failed(keeper.Slot.Serial, "it ended"),
                var state => new RolloutProtocol.Stands(
                    keeper.Slot.Serial, state is InstanceState.Online { Proven: true, IsReady: true }, ReadinessText.Of(state, keeper.Health)),
            });
        }
    }
}
