namespace ActorPm.Core.Restarts;

/// <summary>Pauses that grow from one failure to the next.</summary>
/// <param name="Initial">The first pause; above 0.</param>
/// <param name="Factor">What each further pause is multiplied with; at least 1. PM2: 1.5.</param>
/// <param name="Cap">The longest pause. PM2: 15 s.</param>
/// <param name="ResetAfter">A run that lasted longer than this begins anew at <paramref name="Initial"/>. PM2: 30 s.</param>
/// <param name="Jitter">The share of a pause, 0 to 1, that chance may cut off, so that many instances do not return in one instant. PM2: 0.</param>
public sealed record Backoff(TimeSpan Initial, double Factor, TimeSpan Cap, TimeSpan ResetAfter, double Jitter)
{
    /// <summary>PM2's <c>exp_backoff_restart_delay</c>: ×1.5, at most 15 s, back to the start after 30 s of life.</summary>
    public static Backoff Exponential(TimeSpan initial) =>
        new(initial, 1.5, TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30), 0);

    /// <summary>The pause that follows <paramref name="previous"/> (zero when there was none), in whole milliseconds as PM2 counts.</summary>
    public TimeSpan After(TimeSpan previous, TimeSpan uptime)
    {
        var next = previous <= TimeSpan.Zero || uptime > ResetAfter
            ? Initial
            : TimeSpan.FromMilliseconds(Math.Floor(previous.TotalMilliseconds * Factor));
        return next > Cap ? Cap : next;
    }
}
