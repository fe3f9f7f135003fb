using System.Collections.Immutable;
using System.Globalization;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Cluster;

/// <summary>Why an app has fewer instances than are wanted, though every node does its part.</summary>
public static class PlacementLack
{
    /// <summary>In half a sentence; null when nothing is lacking.</summary>
    /// <param name="wish">A wish about an app that is to run.</param>
    /// <param name="nodes">The members that take apps.</param>
    /// <param name="shares">The app's shares by the plan.</param>
    public static string? Of(ClusterWish wish, IEnumerable<PlacementNode> nodes, ImmutableSortedDictionary<string, int> shares)
    {
        if (!shares.IsEmpty)
        {
            var missing = wish.Kind is PlacementKind.Spread ? wish.Count - shares.Values.Sum() : 0;
            return missing > 0
                ? string.Create(CultureInfo.InvariantCulture, $"{missing} of {wish.Count} instances {(missing == 1 ? "has" : "have")} no node: at most {wish.PerNode} may be on each of the {shares.Count} that take it (--per-node)")
                : null;
        }

        var all = nodes.ToList();
        var fitting = all.Where(node => wish.IsFor(node.Roles)).ToList();
        return all.Count == 0 ? "no node takes apps at the moment"
            : fitting.Count == 0 ? $"no node that takes apps has the role{(wish.Roles.Count == 1 ? "" : "s")} {string.Join(", ", wish.Roles)}"
            : "each node that could take it has an app from which it is to be apart (--apart-from)";
    }
}
