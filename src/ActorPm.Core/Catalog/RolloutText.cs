using System.Globalization;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Catalog;

/// <summary>How far a reload is, in words.</summary>
public static class RolloutText
{
    /// <summary>Of an app; null when no reload of it is under way.</summary>
    public static string? Of(CatalogEntry entry)
    {
        if (entry.Rollout is not { } rollout)
        {
            return null;
        }

        var left = rollout.Replacements.Count(replacement => entry.Slots.Any(slot => slot.Serial == replacement.Old));
        var done = string.Create(CultureInfo.InvariantCulture, $"{rollout.Replacements.Length - left} of {rollout.Replacements.Length} instances");
        return rollout.Phase switch
        {
            RolloutPhase.Rolling => $"under way: {done} are new",
            RolloutPhase.Paused => $"waits: {done} are new; apm promote {entry.Spec.Name} or apm rollback {entry.Spec.Name}",
            RolloutPhase.Returning => $"goes back: {done} are at the earlier release again",
            _ => throw new ArgumentOutOfRangeException(nameof(entry), rollout.Phase, "Not a phase of a reload."),
        };
    }
}
