using ActorPm.Core.Instances;

namespace ActorPm.Core.History;

/// <summary>What a step of the instance machine means for the history.</summary>
public static class InstanceTale
{
    /// <summary>The fact that a step tells; null when it tells none.</summary>
    /// <param name="before">Where the instance stood.</param>
    /// <param name="input">What happened.</param>
    /// <param name="after">Where it stands now.</param>
    /// <param name="pid">The process that it had before the step; 0 for none.</param>
    /// <param name="startedAt">When that was started; null for none.</param>
    /// <param name="now">The time of the step.</param>
    public static HistoryFact? Of(InstanceState before, InstanceInput input, InstanceState after, int pid, DateTimeOffset? startedAt, DateTimeOffset now) => input switch
    {
        InstanceInput.Spawned spawned when before is InstanceState.Launching or InstanceState.Stopping { Pid: 0, Exit: null } && before.Attempt == spawned.Attempt =>
            new HistoryFact.Started(spawned.Attempt, spawned.Pid) { At = now },
        InstanceInput.SpawnFailed failed when before is InstanceState.Launching && before.Attempt == failed.Attempt =>
            new HistoryFact.StartFailed(failed.Attempt, failed.Reason) { At = now },
        InstanceInput.Adopted adopted when after is InstanceState.Online && before != after =>
            new HistoryFact.Adopted(adopted.Attempt, adopted.Pid, adopted.Since) { At = now },
        InstanceInput.BecameReady ready when before != after => new HistoryFact.BecameReady(ready.Attempt) { At = now },
        InstanceInput.ReadinessChanged or InstanceInput.ReadyTimeoutElapsed when after is InstanceState.Online online && WasReady(before) != online.IsReady =>
            new HistoryFact.ReadinessChanged(online.Attempt, online.Unready) { At = now },
        InstanceInput.FoundIll ill when before is not InstanceState.Stopping && after is InstanceState.Stopping => new HistoryFact.FoundIll(ill.Attempt, ill.Reason) { At = now },
        InstanceInput.KillTimeoutElapsed elapsed when after is InstanceState.Stopping { Exit: null } && after.Attempt == elapsed.Attempt =>
            new HistoryFact.StopOverdue(elapsed.Attempt) { At = now },
        InstanceInput.Exited exited when exited.Attempt == before.Attempt && EndOf(before) is { } by =>
            new HistoryFact.Exited(exited.Attempt, pid, exited.Status, by, now - startedAt) { At = now },
        InstanceInput.Spawned or InstanceInput.SpawnFailed or InstanceInput.Adopted or InstanceInput.BecameReady or InstanceInput.ReadinessChanged
            or InstanceInput.ReadyTimeoutElapsed or InstanceInput.FoundIll or InstanceInput.KillTimeoutElapsed or InstanceInput.Exited or InstanceInput.StartAsked
            or InstanceInput.StopAsked or InstanceInput.RestartAsked or InstanceInput.TreeGone or InstanceInput.RestartDue or InstanceInput.RestartGranted
            or InstanceInput.RestartDenied => null,
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, "Not an instance input."),
    };

    // One that waits to prove itself is not expected to be ready: that it then is, is BecameReady.
    private static bool WasReady(InstanceState before) => before is InstanceState.AwaitingReady or InstanceState.Online { IsReady: true };

    private static EndedBy? EndOf(InstanceState before) => before switch
    {
        InstanceState.Online or InstanceState.AwaitingReady or InstanceState.Launching => EndedBy.Itself,
        InstanceState.Stopping { Exit: null, Then: AfterStop.Fail } => EndedBy.Illness,
        InstanceState.Stopping { Exit: null } => EndedBy.Request,
        InstanceState.Stopping or InstanceState.Collapsing or InstanceState.Crashed or InstanceState.Stopped or InstanceState.Recovering
            or InstanceState.WaitingToRestart or InstanceState.Errored => null,
        _ => throw new ArgumentOutOfRangeException(nameof(before), before, "Not an instance state."),
    };
}
