namespace ActorPm.Core.History;

/// <summary>What bounds the history.</summary>
/// <param name="MaxBytes">What its facts may take on disk.</param>
/// <param name="MaxAge">How long a fact is kept.</param>
public sealed record HistoryLimits(long MaxBytes, TimeSpan MaxAge)
{
    /// <summary>16 MiB, 30 days.</summary>
    public static HistoryLimits Default { get; } = new(16 * 1024 * 1024, TimeSpan.FromDays(30));

    /// <summary>What has to go now, in one batch; another look follows it.</summary>
    /// <param name="usedBytes">What the facts take.</param>
    /// <param name="oldest">When the oldest fact happened; null when there is none.</param>
    /// <param name="now">The time.</param>
    public HistoryExcess Excess(long usedBytes, DateTimeOffset? oldest, DateTimeOffset now) => oldest switch
    {
        null => HistoryExcess.None,
        { } at when at < now - MaxAge => HistoryExcess.TooOld,
        _ => usedBytes > MaxBytes ? HistoryExcess.TooMuch : HistoryExcess.None,
    };
}

/// <summary>Which facts have to go.</summary>
public enum HistoryExcess
{
    /// <summary>None.</summary>
    None,

    /// <summary>The oldest, as far as they are older than allowed.</summary>
    TooOld,

    /// <summary>The oldest of the app that has the most, so that one that crashes all the time does not cost the others their history.</summary>
    TooMuch,
}
