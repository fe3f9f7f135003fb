using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Catalog;

/// <summary>One app of the list.</summary>
/// <param name="Spec">What the user asked for.</param>
/// <param name="Slots">Its instances by ascending ordinal; never empty.</param>
public sealed record CatalogEntry(AppSpec Spec, ImmutableArray<Slot> Slots)
{
    /// <summary>The spec before the newest change; null when it was never changed. <c>rollback</c> returns to it.</summary>
    public AppSpec? Previous { get; init; }

    /// <summary>The reload that is under way; null when none is.</summary>
    public Rollout? Rollout { get; init; }

    /// <summary>What a slot runs.</summary>
    public AppSpec SpecOf(Slot slot) => slot.IsCandidate && Rollout is { } rollout ? rollout.Candidate : Spec;

    /// <inheritdoc/>
    public bool Equals(CatalogEntry? other) =>
        other is not null && Spec == other.Spec && Slots.SequenceEqual(other.Slots) && Previous == other.Previous && Rollout == other.Rollout;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spec, Slots.Length);
}
