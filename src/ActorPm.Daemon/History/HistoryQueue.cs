namespace ActorPm.Daemon.History;

/// <summary>
/// Facts between those who note them, who never wait, and the thread that writes them. Bounded: when it is full the oldest facts go, and are counted.
/// </summary>
/// <param name="capacity">How many facts it holds.</param>
internal sealed class HistoryQueue(int capacity)
{
    // Monitor's waiting needs no handle that somebody would have to dispose of while a thread may still stand in it.
    private readonly object _gate = new();
    private Queue<PendingFact> _facts = new();
    private List<TaskCompletionSource> _waiters = [];
    private long _dropped;
    private bool _hurry;
    private bool _closed;

    /// <summary>How many facts were let go, since the daemon began.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    /// <summary>Puts a fact in.</summary>
    public void Add(PendingFact fact)
    {
        lock (_gate)
        {
            if (_facts.Count == capacity)
            {
                _facts.Dequeue();
                Interlocked.Increment(ref _dropped);
            }

            _facts.Enqueue(fact);
            _hurry |= _facts.Count >= capacity / 2;
            if (_facts.Count == 1 || _facts.Count == capacity / 2)
            {
                Monitor.PulseAll(_gate);
            }
        }
    }

    /// <summary>Completes when all that was put in before has been written, or could not be.</summary>
    public Task FlushAsync()
    {
        lock (_gate)
        {
            if (_closed)
            {
                return Task.CompletedTask;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add(waiter);
            _hurry = true;
            Monitor.PulseAll(_gate);
            return waiter.Task;
        }
    }

    /// <summary>Nothing more is written after what is in it now.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Waits for facts, lets more of them gather, and takes them all. For one thread.</summary>
    /// <param name="linger">How long they gather; shorter when somebody waits for them, or when they become many.</param>
    /// <param name="waiters">Those who wait for the facts that are taken, to be told once these are written.</param>
    /// <returns>The facts; null when it was closed and is empty.</returns>
    public IReadOnlyCollection<PendingFact>? Take(TimeSpan linger, out IReadOnlyList<TaskCompletionSource> waiters)
    {
        Queue<PendingFact> next = new();
        List<TaskCompletionSource> nextWaiters = [];
        lock (_gate)
        {
            while (_facts.Count == 0 && !_hurry && !_closed)
            {
                Monitor.Wait(_gate);
            }

            WaitUnless(static queue => queue._hurry || queue._closed, linger);

            // Nothing but an exchange: a polite thread may lose the processor while it holds the lock, and an actor would wait for it.
            var taken = _facts;
            waiters = _waiters;
            _facts = next;
            _waiters = nextWaiters;
            _hurry = false;
            return taken.Count == 0 && _closed ? null : taken;
        }
    }

    /// <summary>Sleeps, unless it is closed meanwhile.</summary>
    /// <returns>Whether it is closed.</returns>
    public bool Rest(TimeSpan time)
    {
        lock (_gate)
        {
            WaitUnless(static queue => queue._closed, time);
            return _closed;
        }
    }

    private void WaitUnless(Func<HistoryQueue, bool> over, TimeSpan longest)
    {
        var until = Environment.TickCount64 + (long)longest.TotalMilliseconds;
        while (!over(this) && until - Environment.TickCount64 is var left and > 0)
        {
            Monitor.Wait(_gate, (int)left);
        }
    }
}
