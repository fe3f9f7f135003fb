using ActorPm.Core.Apps;

namespace ActorPm.Core.Catalog;

/// <summary>A place for one instance of an app.</summary>
/// <param name="Ordinal">The number within the app, from 0.</param>
/// <param name="PmId">The number by which users address it: counts up, and begins again at 0 when the list has become empty.</param>
/// <param name="Serial">The number by which the daemon knows it: never used twice in a home.</param>
/// <param name="Wish">What the user wants of it.</param>
public sealed record Slot(int Ordinal, int PmId, long Serial, DesiredState Wish)
{
    /// <summary>Whether it runs the candidate of a reload that is under way, instead of the app's spec.</summary>
    public bool IsCandidate { get; init; }
}
