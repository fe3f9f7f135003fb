namespace ActorPm.Core.Routing;

/// <summary>One instance as the balancer sees it.</summary>
/// <param name="Serial">Its slot.</param>
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

/// <summary>What is under way at a backend. The only thing of a <see cref="BackendSet"/> that changes; any thread.</summary>
public sealed class BackendLoad
{
    private int _active;

    /// <summary>Requests (HTTP) or connections (TCP, handoff) under way.</summary>
    public int Active => Volatile.Read(ref _active);

    /// <summary>One more.</summary>
    public void Begin() => Interlocked.Increment(ref _active);

    /// <summary>One less.</summary>
    public void End() => Interlocked.Decrement(ref _active);
}
