using System.Collections.Concurrent;
using System.Diagnostics;

namespace ActorPm.Chaos.Histories;

/// <summary>What happened in a run, as it is written down by many at once.</summary>
internal sealed class History
{
    private readonly ConcurrentQueue<HistoryEvent> _events = new();

    /// <summary>The kernel's monotonic clock, as the apps of the workload read it.</summary>
    public static TimeSpan Now => TimeSpan.FromTicks(Stopwatch.GetTimestamp() / (Stopwatch.Frequency / TimeSpan.TicksPerSecond));

    /// <summary>Everything so far, in no strict order.</summary>
    public IReadOnlyList<HistoryEvent> Events => [.. _events];

    /// <summary>Writes down.</summary>
    public void Add(HistoryEvent happened) => _events.Enqueue(happened);
}
