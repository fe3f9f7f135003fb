using System.Collections.Immutable;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Rollouts;

/// <summary>A reload that is under way, as the list knows it.</summary>
/// <param name="Candidate">What the new instances run. The app's own spec stays the proven one until the end.</param>
/// <param name="Replacements">Which slots are to be replaced by which; those whose old slot is still on the list are not done yet.</param>
/// <param name="Phase">How far it is.</param>
public sealed record Rollout(AppSpec Candidate, ImmutableArray<Replacement> Replacements, RolloutPhase Phase)
{
    /// <inheritdoc/>
    public bool Equals(Rollout? other) => other is not null && Candidate == other.Candidate && Phase == other.Phase && Replacements.SequenceEqual(other.Replacements);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Candidate, Replacements.Length, Phase);
}

/// <summary>One slot in the place of another, with the same ordinal and id.</summary>
/// <param name="Old">The serial of the slot that leaves.</param>
/// <param name="New">The serial of the one that comes.</param>
public sealed record Replacement(long Old, long New);

/// <summary>How far a reload is.</summary>
public enum RolloutPhase
{
    /// <summary>Instances are being replaced.</summary>
    Rolling,

    /// <summary>A share has been replaced; <c>promote</c> or <c>rollback</c> decides.</summary>
    Paused,

    /// <summary>It failed or was taken back: what had been replaced goes back to the proven spec.</summary>
    Returning,
}
