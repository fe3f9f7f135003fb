namespace ActorPm.Daemon;

/// <summary>Whether the daemon takes commands: not before the list has been replayed, and no more once it is stopping.</summary>
internal sealed class Readiness
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;

    /// <summary>Completes when the list has been replayed.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Whether commands are refused from now on.</summary>
    public bool IsStopping => _stopping;

    /// <summary>The list has been replayed.</summary>
    public void Open() => _ready.TrySetResult();

    /// <summary>The list can never be replayed; nothing happens when it has been before, or when there is hope yet.</summary>
    /// <param name="reason">Why; null when it may succeed later.</param>
    public void Fail(DaemonStartException? reason)
    {
        if (reason is not null)
        {
            _ready.TrySetException(reason);
        }
    }

    /// <summary>The daemon is stopping.</summary>
    public void Close() => _stopping = true;
}
