using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorPm.Cluster.Tests.Nemeses.Histories;

/// <summary>What happened in a run, as it is written down by many at once.</summary>
internal sealed class ClusterHistory
{
    private readonly ConcurrentQueue<ClusterEvent> _events = new();
    private readonly long _begin = Stopwatch.GetTimestamp();

    /// <summary>Since the beginning of the run.</summary>
    public TimeSpan Now => Stopwatch.GetElapsedTime(_begin);

    /// <summary>When a timestamp of <see cref="Stopwatch"/> was.</summary>
    public TimeSpan Of(long timestamp) => Stopwatch.GetElapsedTime(_begin, timestamp);

    /// <summary>Everything so far, in no strict order.</summary>
    public IReadOnlyList<ClusterEvent> Events => [.. _events];

    /// <summary>Writes down.</summary>
    public void Add(ClusterEvent happened) => _events.Enqueue(happened);
}
