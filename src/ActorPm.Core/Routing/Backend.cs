namespace ActorPm.Core.Routing;

/// <summary>One instance as the balancer sees it; or another node of the cluster (<see cref="Node"/>), which has the app's instances there behind a balancer of its own.</summary>
/// <param name="Serial">Its slot; below 0 for a node.</param>
/// <param name="Attempt">The launch.</param>
/// <param name="Ordinal">Its number in the app.</param>
/// <param name="PmId">Its id for users.</param>
/// <param name="Pid">Its main process; 0 while none runs.</param>
/// <param name="Address">What it was told to listen on (proxy); null in the other planes.</param>
/// <param name="State">Whether it gets requests.</param>
public sealed record Backend(long Serial, int Attempt, int Ordinal, int PmId, int Pid, ListenAddress? Address, BackendState State)
{
    /// <summary>Why it is in this state, for people; null when there is nothing to say.</summary>
    public string? Reason { get; init; }

    /// <summary>When it is tried again; null unless it is ejected.</summary>
    public DateTimeOffset? EjectedUntil { get; init; }

    /// <summary>The other node whose instances stand behind it; null for an instance of this node.</summary>
    public string? Node { get; init; }

    /// <summary>How many instances stand behind it: so many turns a node has among others. 1 for an instance.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>What is going on with it; shared by all snapshots of the same launch.</summary>
    public required BackendLoad Load { get; init; }
}

/// <summary>Whether a backend gets requests.</summary>
public enum BackendState
{
    /// <summary>Not yet: it starts, or is not ready at the moment.</summary>
    Starting,

    /// <summary>It does.</summary>
    Ready,

    /// <summary>No new ones: it finishes those under way and leaves.</summary>
    Draining,

    /// <summary>Not for a time: it failed too often.</summary>
    Ejected,
}

/// <summary>What is going on at a backend, and was since its launch. The only thing of a <see cref="BackendSet"/> that changes; any thread.</summary>
public sealed class BackendLoad
{
    private int _active;
    private long _requests;
    private long _errors;
    private long _retries;
    private LatencyHistogram? _latency;

    /// <summary>Requests (HTTP) or connections (TCP, handoff) under way.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>How many have begun, further tries included.</summary>
    public long Requests => Volatile.Read(ref _requests);

    /// <summary>How many of them failed: no connection, connection lost, or an answer of 502 to 504.</summary>
    public long Errors => Volatile.Read(ref _errors);

    /// <summary>How many were tried once more after this backend had failed.</summary>
    public long Retries => Volatile.Read(ref _retries);

    /// <summary>How long the finished ones took; null when the plane does not measure, or before the first.</summary>
    public LatencyHistogram? Latency => Volatile.Read(ref _latency);

    /// <summary>One more.</summary>
    public void Begin()
    {
        Interlocked.Increment(ref _active);
        Interlocked.Increment(ref _requests);
    }

    /// <summary>One less.</summary>
    public void End() => Interlocked.Decrement(ref _active);

    /// <summary>One has failed.</summary>
    public void NoteError() => Interlocked.Increment(ref _errors);

    /// <summary>One is tried again.</summary>
    public void NoteRetry() => Interlocked.Increment(ref _retries);

    /// <summary>One was answered.</summary>
    public void NoteLatency(TimeSpan took) => LazyInitializer.EnsureInitialized(ref _latency).Note(took);
}
