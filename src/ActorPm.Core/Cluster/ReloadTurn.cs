using System.Collections.Immutable;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Cluster;

/// <summary>
/// Whether a node may begin with its part of a reload that goes over the nodes of a cluster, by name. The first that does not serve the new edition always may; those after it may
/// beside it, as long as all instances that may be away meanwhile are no more than the app allows.
/// </summary>
public static class ReloadTurn
{
    /// <summary>Whether it is a node's turn.</summary>
    /// <param name="self">The node.</param>
    /// <param name="shares">The app's shares by the plan.</param>
    /// <param name="mostAway">How many instances of the whole cluster may be away; null for one node after another.</param>
    /// <param name="ready">How many instances another node has ready, of any edition.</param>
    /// <param name="serves">Whether another node serves its whole share in the new edition.</param>
    public static bool IsOf(string self, ImmutableSortedDictionary<string, int> shares, Surge? mostAway, Func<string, int> ready, Func<string, bool> serves)
    {
        var before = shares.Where(share => string.CompareOrdinal(share.Key, self) < 0 && !serves(share.Key)).ToList();
        if (before.Count == 0)
        {
            return true;
        }

        if (mostAway is null)
        {
            return false;
        }

        // Whoever comes before may have begun, and whoever comes after may lack some for a reason of its own.
        var away = before.Sum(share => share.Value)
            + shares.Remove(self).RemoveRange(before.Select(share => share.Key)).Sum(share => Math.Max(0, share.Value - ready(share.Key)));
        return away + shares.GetValueOrDefault(self) <= mostAway.Of(shares.Values.Sum());
    }
}
