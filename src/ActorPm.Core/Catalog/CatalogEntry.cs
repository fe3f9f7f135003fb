using System.Collections.Immutable;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Catalog;

/// <summary>One app of the list.</summary>
/// <param name="Spec">What the user asked for.</param>
/// <param name="Slots">Its instances by ascending ordinal; never empty.</param>
public sealed record CatalogEntry(AppSpec Spec, ImmutableArray<Slot> Slots)
{
    /// <inheritdoc/>
    public bool Equals(CatalogEntry? other) => other is not null && Spec == other.Spec && Slots.SequenceEqual(other.Slots);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Spec, Slots.Length);
}
