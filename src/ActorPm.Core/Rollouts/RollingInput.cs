namespace ActorPm.Core.Rollouts;

/// <summary>What happens to a rolling reload. A closed family.</summary>
public abstract record RollingInput
{
    private RollingInput()
    {
    }

    /// <summary>It shall begin.</summary>
    public sealed record Begun : RollingInput;

    /// <summary>A new instance can take requests.</summary>
    /// <param name="New">Its slot.</param>
    public sealed record BecameReady(long New) : RollingInput;

    /// <summary>It cannot any more, but it lives.</summary>
    /// <param name="New">Its slot.</param>
    public sealed record LostReadiness(long New) : RollingInput;

    /// <summary>It has been ready for its bake time.</summary>
    /// <param name="New">Its slot.</param>
    public sealed record Baked(long New) : RollingInput;

    /// <summary>The exchange is in the journal.</summary>
    /// <param name="New">The slot that came.</param>
    public sealed record Recorded(long New) : RollingInput;

    /// <summary>The old instance is gone.</summary>
    /// <param name="Old">Its slot.</param>
    public sealed record OldGone(long Old) : RollingInput;

    /// <summary>A new instance ended, or did not become ready in time; also one that stands in its place already.</summary>
    /// <param name="New">Its slot.</param>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record NewFailed(long New, string Reason) : RollingInput;

    /// <summary>It shall not go on.</summary>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record Cancelled(string Reason) : RollingInput;
}

/// <summary>What a rolling reload wants done. A closed family.</summary>
public abstract record RollingEffect
{
    private RollingEffect()
    {
    }

    /// <summary>Start the new instance beside the old one.</summary>
    /// <param name="Replacement">Which.</param>
    public sealed record Start(Replacement Replacement) : RollingEffect;

    /// <summary>Say <see cref="RollingInput.Baked"/> after a time, unless readiness is lost before.</summary>
    /// <param name="New">The slot.</param>
    /// <param name="After">The time.</param>
    public sealed record ArmBake(long New, TimeSpan After) : RollingEffect;

    /// <summary>Journal the exchange.</summary>
    /// <param name="Replacement">Which.</param>
    public sealed record Record(Replacement Replacement) : RollingEffect;

    /// <summary>Let the old instance finish and end.</summary>
    /// <param name="Old">Its slot.</param>
    public sealed record Retire(long Old) : RollingEffect;

    /// <summary>End the new instance and forget it.</summary>
    /// <param name="New">Its slot.</param>
    public sealed record Discard(long New) : RollingEffect;

    /// <summary>It is over.</summary>
    /// <param name="Outcome">How.</param>
    public sealed record Finish(RollingOutcome Outcome) : RollingEffect;
}
