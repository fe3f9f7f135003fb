namespace ActorPm.Core.Instances;

/// <summary>
/// A bucket of tokens that refills steadily: a burst is let through at once, what comes after it is spread at the rate. Whoever finds it
/// empty takes a token that is yet to come, and waits for it; so turns are handed out in the order in which they are asked for.
/// </summary>
/// <param name="Capacity">The tokens of a full bucket, at least 1.</param>
/// <param name="PerSecond">How many come each second, above 0.</param>
/// <param name="Tokens">What is in it; below 0 when turns have been promised.</param>
/// <param name="At">The time of that, since any fixed instant.</param>
public sealed record TokenBucket(int Capacity, double PerSecond, double Tokens, TimeSpan At)
{
    /// <summary>A full one.</summary>
    public static TokenBucket Full(int capacity, double perSecond) => new(capacity, perSecond, capacity, TimeSpan.Zero);

    /// <summary>Takes a token.</summary>
    /// <param name="now">The time, from the same instant as <see cref="At"/>; an earlier one counts as no time passed.</param>
    /// <returns>The bucket without it, and how long to wait for it; zero when it was there.</returns>
    public (TokenBucket Left, TimeSpan Wait) Take(TimeSpan now)
    {
        var passed = now > At ? now - At : TimeSpan.Zero;
        var tokens = Math.Min(Capacity, Tokens + (passed.TotalSeconds * PerSecond)) - 1;
        return (this with { Tokens = tokens, At = now > At ? now : At }, tokens >= 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(-tokens / PerSecond));
    }
}
