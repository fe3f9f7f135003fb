namespace ActorPm.Core.Restarts;

/// <summary>What is remembered of an instance's restarts.</summary>
/// <param name="Restarts">How often it was restarted in all (PM2's <c>restart_time</c>).</param>
/// <param name="FailedStarts">How many runs in a row were shorter than the minimum uptime (PM2's <c>unstable_restarts</c>).</param>
/// <param name="LastDelay">The pause before the newest restart, for the backoff; zero when there was none.</param>
/// <param name="CreatedAt">When the instance was first started, or its counters were last reset.</param>
public sealed record RestartHistory(int Restarts, int FailedStarts, TimeSpan LastDelay, DateTimeOffset CreatedAt)
{
    /// <summary>Of an instance that never ran.</summary>
    public static RestartHistory StartingAt(DateTimeOffset now) => new(0, 0, TimeSpan.Zero, now);

    /// <summary>After the user restarted a running instance: one restart more, and a clean slate for the policy.</summary>
    public RestartHistory AfterRestartByUser() => this with { Restarts = Restarts + 1, FailedStarts = 0, LastDelay = TimeSpan.Zero };

    /// <summary>After the user started an instance that rested: the counter of restarts stays, the policy forgets.</summary>
    public RestartHistory AfterStartByUser() => this with { FailedStarts = 0, LastDelay = TimeSpan.Zero };
}
