using ActorPm.Core.Instances;

namespace ActorPm.Core.Events;

/// <summary>What happened to an instance between two moments, in PM2's words, each once.</summary>
/// <remarks>
/// A moment may be skipped: a process that ends at once may never have been seen online, and a crash that is answered by an immediate restart is
/// seen as one process after another. The number of the launch tells.
/// </remarks>
public static class InstanceEvents
{
#pragma warning disable CS1591 // the constants are the documentation
    public const string Start = "start";
    public const string Online = "online";
    public const string Exit = "exit";
    public const string Stop = "stop";
    public const string Restart = "restart";
    public const string Delete = "delete";
    public const string RestartOverlimit = "restart overlimit";
#pragma warning restore CS1591

    /// <summary>The events in the order in which they happened.</summary>
    /// <param name="before">The earlier moment; null when the instance was not there.</param>
    /// <param name="after">The later moment; null when it is gone.</param>
    public static IReadOnlyList<InstanceEvent> Between(InstanceMoment? before, InstanceMoment? after)
    {
        var events = new List<InstanceEvent>();
        var lived = ProcessOf(before?.State);
        var lives = ProcessOf(after?.State);
        var launched = after is not null && after.State.Attempt > (before?.State.Attempt ?? 0) ? after.State.Attempt : (int?)null;

        if (lived is not null && lived != lives)
        {
            events.Add(new InstanceEvent(Exit, CauseOf(before!.State), launched is not null && HasEnded(after!.State) ? null : after?.LastExit));
        }

        if (IsAtRest(before?.State) && launched is not null && WasStarted(after!))
        {
            events.Add(new InstanceEvent(Start, EventCause.Request));
        }

        if (lives is not null && (after!.State is InstanceState.Online or InstanceState.Stopping) && (lives != lived || before!.State is InstanceState.AwaitingReady))
        {
            events.Add(new InstanceEvent(Online, EventCause.Itself));
        }
        else if ((launched is not null || before?.State is InstanceState.Launching) && HasEnded(after?.State) && WasStarted(after!) && after!.LastExit is { } missed)
        {
            // It came and went between the two moments.
            events.Add(new InstanceEvent(Online, EventCause.Itself));
            events.Add(new InstanceEvent(Exit, EventCause.Itself, missed));
        }

        if (before?.State is InstanceState.Stopping { Then: AfterStop.Launch } or InstanceState.Collapsing { Asked: AfterStop.Launch } && launched is not null)
        {
            events.Add(new InstanceEvent(Restart, EventCause.Request));
        }

        if (after?.State is InstanceState.Stopped && before?.State is InstanceState.Stopping { Then: not AfterStop.Fail } or InstanceState.Collapsing { Asked: AfterStop.Rest } or InstanceState.WaitingToRestart or InstanceState.Errored
            && launched is null)
        {
            events.Add(new InstanceEvent(Stop, EventCause.Request));
        }

        if (after?.State is InstanceState.Errored && before?.State is not (null or InstanceState.Errored))
        {
            events.Add(new InstanceEvent(RestartOverlimit, EventCause.Itself));
        }

        if (before is not null && after is null)
        {
            events.Add(new InstanceEvent(Delete, EventCause.Request));
        }

        return events;
    }

    // The launch whose main process is alive.
    private static int? ProcessOf(InstanceState? state) => state switch
    {
        InstanceState.Online or InstanceState.AwaitingReady or InstanceState.Stopping { Exit: null, Pid: > 0 } => state.Attempt,
        InstanceState.Stopped or InstanceState.Recovering or InstanceState.Launching or InstanceState.Stopping or InstanceState.Collapsing or InstanceState.Crashed
            or InstanceState.WaitingToRestart or InstanceState.Errored or null => null,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not an instance state."),
    };

    // Whether the newest launch is over.
    private static bool HasEnded(InstanceState? state) => state is InstanceState.Stopped or InstanceState.Errored or InstanceState.WaitingToRestart
        or InstanceState.Crashed or InstanceState.Collapsing or InstanceState.Stopping { Exit: not null };

    private static bool IsAtRest(InstanceState? state) => state is null or InstanceState.Stopped or InstanceState.Errored;

    private static bool WasStarted(InstanceMoment moment) => !HasEnded(moment.State) || moment.LastExit is not ExitStatus.NotStarted;

    private static EventCause CauseOf(InstanceState state) => state is InstanceState.Stopping { Then: not AfterStop.Fail } ? EventCause.Request : EventCause.Itself;
}
