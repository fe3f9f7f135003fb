namespace ActorPm.Core.Rollouts;

/// <summary>What has become of a reload that is under way: told to the list by the app that carries it out, and journaled. A closed family.</summary>
public abstract record RolloutStep
{
    private RolloutStep()
    {
    }

    /// <summary>A new instance has proved ready and stands in the place of the old one.</summary>
    /// <param name="Replacement">Which.</param>
    public sealed record Replaced(Replacement Replacement) : RolloutStep;

    /// <summary>The share of a canary is reached.</summary>
    public sealed record Paused : RolloutStep;

    /// <summary>All are replaced: the candidate is the app's spec now.</summary>
    public sealed record Promoted : RolloutStep;

    /// <summary>It failed after some had been replaced: they go back.</summary>
    public sealed record Turned : RolloutStep;

    /// <summary>It is over, and the app's spec is what it was.</summary>
    public sealed record Abandoned : RolloutStep;
}
