using System.Collections.Immutable;

namespace ActorPm.Core.Hooks;

/// <summary>What an instance used lately: its newest readings, oldest first.</summary>
/// <param name="Points">The readings, at most <see cref="MaxPoints"/>.</param>
public sealed record UsageCurve(ImmutableArray<UsagePoint> Points)
{
    /// <summary>So many: five minutes at the usual interval.</summary>
    public const int MaxPoints = 30;

    /// <summary>Of what was never read.</summary>
    public static UsageCurve Empty { get; } = new([]);

    /// <summary>With one more; a reading that is there already changes nothing.</summary>
    public UsageCurve With(UsagePoint point) => Points is [.., var last] && last.Time >= point.Time
        ? this
        : new([.. Points.Length == MaxPoints ? Points.RemoveAt(0) : Points, point]);
}

/// <summary>A reading of an instance's process tree.</summary>
/// <param name="Time">When.</param>
/// <param name="MemoryBytes">Resident memory in bytes.</param>
/// <param name="CpuPercent">Percent of one core since the reading before.</param>
public sealed record UsagePoint(DateTimeOffset Time, long MemoryBytes, double CpuPercent);
