using System.Collections.Immutable;

namespace ActorPm.Core.Guard;

/// <summary>
/// The processes that the guard ends unless the daemon extends their time. Times are those since boot, those in which the machine slept included.
/// </summary>
/// <remarks>
/// The daemon ends them itself and earlier; the guard's turn comes when the daemon is stopped, hangs or is dead. A guard that was itself stopped cannot tell: what the
/// daemon said meanwhile may have found its queue full. So it gives the daemon <see cref="Hearing"/> to say it again.
/// </remarks>
public sealed class FenceList
{
    /// <summary>The most processes; more are turned away.</summary>
    public const int Most = 4096;

    /// <summary>A guard that is so late was itself stopped.</summary>
    public static readonly TimeSpan Late = TimeSpan.FromSeconds(1);

    /// <summary>How long such a guard listens before it acts.</summary>
    public static readonly TimeSpan Hearing = TimeSpan.FromSeconds(2);

    private readonly ImmutableDictionary<FencedProcess, TimeSpan> _deadlines;

    private FenceList(ImmutableDictionary<FencedProcess, TimeSpan> deadlines)
    {
        _deadlines = deadlines;
        Due = deadlines.IsEmpty ? null : deadlines.Values.Min();
    }

    /// <summary>No process.</summary>
    public static FenceList Empty { get; } = new(ImmutableDictionary<FencedProcess, TimeSpan>.Empty);

    /// <summary>The earliest deadline; null for none.</summary>
    public TimeSpan? Due { get; }

    /// <summary>The processes, in no order.</summary>
    public IEnumerable<FencedProcess> Processes => _deadlines.Keys;

    /// <summary>Adds processes, or moves the deadlines of those that are known.</summary>
    public FenceList Keep(ImmutableArray<FencedProcess> processes, TimeSpan deadline)
    {
        var next = _deadlines.ToBuilder();
        foreach (var process in processes)
        {
            if (next.Count < Most || next.ContainsKey(process))
            {
                next[process] = deadline;
            }
        }

        return new FenceList(next.ToImmutable());
    }

    /// <summary>Forgets processes; unknown ones mean nothing.</summary>
    public FenceList Drop(ImmutableArray<FencedProcess> processes) => new(_deadlines.RemoveRange(processes));

    /// <summary>Takes out those whose deadline has passed.</summary>
    /// <param name="now">The time since boot.</param>
    /// <returns>The list afterwards, and whom to end.</returns>
    public (FenceList Next, ImmutableArray<FencedProcess> Ended) Take(TimeSpan now)
    {
        if (Due is not { } due || now < due)
        {
            return (this, []);
        }

        var passed = _deadlines.Where(process => process.Value <= now).Select(process => process.Key).ToImmutableArray();
        return now - due > Late ? (Keep(passed, now + Hearing), []) : (Drop(passed), passed);
    }
}
