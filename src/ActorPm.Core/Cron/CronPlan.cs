namespace ActorPm.Core.Cron;

/// <summary>
/// When a pattern is due next, as of the last look at the clock.
/// </summary>
/// <remarks>
/// Wall clocks jump: somebody sets them, a machine sleeps, a virtual one is moved. Whoever waits for a due time looks at the clock at least each
/// <see cref="LongestPause"/>. A time that is found to lie longer ago than <see cref="StillOnTime"/> was jumped over: it is missed and not made up,
/// as is a time at which no daemon ran. A clock that was set back begins a new plan, so that a pattern of each minute does not pause for an hour.
/// </remarks>
/// <param name="Due">When it is due next; null for never.</param>
/// <param name="LookedAt">When the clock was last looked at.</param>
public sealed record CronPlan(DateTimeOffset? Due, DateTimeOffset LookedAt)
{
    /// <summary>The longest time between two looks at the clock.</summary>
    public static TimeSpan LongestPause { get; } = TimeSpan.FromMinutes(1);

    /// <summary>How late a due time still counts.</summary>
    public static TimeSpan StillOnTime { get; } = TimeSpan.FromMinutes(2);

    /// <summary>How far a clock is put back by those that only correct it.</summary>
    private static readonly TimeSpan Correction = TimeSpan.FromMinutes(1);

    /// <summary>A new plan.</summary>
    /// <param name="now">The time.</param>
    /// <param name="next">The first due time after another.</param>
    public static CronPlan From(DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset?> next) => new(next(now), now);

    /// <summary>Looks at the clock.</summary>
    /// <param name="now">The time.</param>
    /// <param name="next">The first due time after another.</param>
    public (CronPlan Plan, CronTurn Turn) Look(DateTimeOffset now, Func<DateTimeOffset, DateTimeOffset?> next)
    {
        if (now < LookedAt - Correction)
        {
            return (From(now, next), CronTurn.NotYet);
        }

        if (Due is not { } due || now < due)
        {
            return (this with { LookedAt = now }, CronTurn.NotYet);
        }

        // From the due time on where the clock was put back a little since: it must not be due twice.
        return (new CronPlan(next(now), now), now - due <= StillOnTime ? CronTurn.Due : CronTurn.Missed);
    }

    /// <summary>How long to wait until the next look.</summary>
    /// <param name="now">The time.</param>
    public TimeSpan PauseAt(DateTimeOffset now) => Due switch
    {
        { } due when due <= now => TimeSpan.Zero,
        { } due when due - now < LongestPause => due - now,
        _ => LongestPause,
    };
}

/// <summary>What a look at the clock found.</summary>
public enum CronTurn
{
    /// <summary>Nothing is due.</summary>
    NotYet,

    /// <summary>It is due now.</summary>
    Due,

    /// <summary>It was due while nobody could look; it is left out.</summary>
    Missed,
}
