namespace ActorPm.Daemon;

/// <summary>Whether the daemon takes commands: not before the list has been replayed, and no more once it is stopping.</summary>
internal sealed class Readiness
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _stopping;
    private volatile bool _handingOver;
    private int _commands;

    /// <summary>Completes when the list has been replayed.</summary>
    public Task Ready => _ready.Task;

    /// <summary>Whether commands are refused from now on.</summary>
    public bool IsStopping => _stopping;

    /// <summary>Whether the daemon is becoming another program: commands have to be said again to that one.</summary>
    public bool IsHandingOver => _handingOver;

    /// <summary>How many commands are under way.</summary>
    public int Commands => Volatile.Read(ref _commands);

    /// <summary>A command begins; it ends with the result's disposal.</summary>
    public IDisposable BeginCommand()
    {
        Interlocked.Increment(ref _commands);
        return new Command(this);
    }

    /// <summary>From now on commands are the next program's.</summary>
    public void HandOver() => _handingOver = true;

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

    private sealed class Command(Readiness readiness) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref readiness._commands);
    }
}
