using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Daemon.Instances;
using ActorPm.Processes;

namespace ActorPm.Daemon.Apps;

/// <content>The app's part when the daemon becomes another program: what its slots' records do not know already is noted, and taken up again by the next one.</content>
internal sealed partial class AppActor
{
    private readonly HashSet<long> _suspending = [];
    private IActorRef _suspender = ActorRefs.Nobody;

    // First all instance actors finish what they have heard; an exit that came before still gets its verdict.
    private void Suspend(IActorRef asker)
    {
        _suspender = asker;
        foreach (var keeper in _slots.Values.Where(keeper => keeper.Actor is not null))
        {
            _suspending.Add(keeper.Slot.Serial);
            keeper.Actor.Tell(InstanceProtocol.Suspend.Instance);
        }

        NoteSuspended(0);
    }

    private void OnSuspended(InstanceProtocol.Suspended suspended)
    {
        if (_slots.TryGetValue(suspended.Serial, out var keeper))
        {
            keeper.State = suspended.State;
        }

        NoteSuspended(suspended.Serial);
    }

    private void NoteSuspended(long serial)
    {
        _suspending.Remove(serial);
        if (_suspender.IsNobody() || _suspending.Count > 0)
        {
            return;
        }

        foreach (var keeper in _slots.Values.Where(IsWanted))
        {
            if (MemoryOf(keeper) is { } memory)
            {
                Note(keeper, memory);
            }
        }

        _suspender.Tell(AppsProtocol.Settled.Instance);
        Become(static _ => { });
    }

    // How a slot came to rest has been noted when it did.
    private SlotMemory? MemoryOf(SlotKeeper keeper) => keeper.State switch
    {
        InstanceState.Stopped or InstanceState.Errored => null,
        InstanceState.WaitingToRestart waiting => new SlotMemory(waiting.Attempt, keeper.History, null) { Pending = new PendingRestart(waiting.Due, waiting.Cause) },
        // It waits for its turn to be launched; the number is free again.
        InstanceState.Launching launching => new SlotMemory(launching.Attempt - 1, keeper.History, null) { Pending = Now(keeper) },
        InstanceState.Recovering or InstanceState.Crashed => new SlotMemory(keeper.State.Attempt, keeper.History, null) { Pending = Now(keeper) },
        _ => new SlotMemory(keeper.State.Attempt, keeper.History, null),
    };

    private PendingRestart Now(SlotKeeper keeper) => new(_edge.Clock.GetUtcNow(), keeper.LastExit ?? new ExitStatus.Unknown());

    private void Resume(SlotKeeper keeper, int attempt, PendingRestart pending)
    {
        keeper.LastExit = pending.Cause;
        keeper.State = new InstanceState.Recovering(attempt);
        Order(keeper, new InstanceInput.RestartGranted(attempt, pending.Due - _edge.Clock.GetUtcNow(), pending.Cause));
    }
}
