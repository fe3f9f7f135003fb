using System.Collections.Immutable;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Cluster;

/// <summary>
/// How many instances of a movable app run on which node. Every node works it out for itself and comes to the same, from the same wish and the same members. Nodes are
/// ranked for each app by a hash of both names (rendezvous hashing: Thaler and Ravishankar, 1998): a node that goes changes nothing for the others but what it had, and
/// a node that comes takes only what is due to it. A single app stays where it runs, as long as that node takes apps.
/// </summary>
public static class PlacementPlan
{
    /// <summary>The share of each node that has one.</summary>
    /// <param name="wish">A wish about an app.</param>
    /// <param name="nodes">The members that take apps.</param>
    /// <param name="holder">Where a single app runs; null when it runs nowhere. Nodes that disagree about it do no harm: the lease decides.</param>
    public static ImmutableSortedDictionary<string, int> SharesOf(ClusterWish wish, IEnumerable<PlacementNode> nodes, string? holder = null)
    {
        var shares = ImmutableSortedDictionary.CreateBuilder<string, int>(StringComparer.Ordinal);
        var ranked = nodes
            .Where(node => wish.IsFor(node.Roles))
            .OrderByDescending(node => wish.Kind is PlacementKind.Single && node.Name == holder)
            .ThenByDescending(node => Rank(wish.Key, node.Name))
            .ThenBy(node => node.Name, StringComparer.Ordinal)
            .ToList();
        for (var place = 0; place < ranked.Count; place++)
        {
            var share = wish.Kind switch
            {
                PlacementKind.Single => place == 0 ? 1 : 0,
                PlacementKind.Every => wish.Count,
                PlacementKind.Spread => (wish.Count / ranked.Count) + (place < wish.Count % ranked.Count ? 1 : 0),
                _ => 0,
            };
            if (share > 0)
            {
                shares[ranked[place].Name] = share;
            }
        }

        return shares.ToImmutable();
    }

    // FNV-1a over both names, then the finalizer of SplitMix64, since FNV's high bits depend little on the last letters. Not string.GetHashCode, which differs per process.
    private static ulong Rank(string app, string node)
    {
        var hash = 14695981039346656037UL;
        foreach (var letter in $"{app}\n{node}")
        {
            hash = (hash ^ letter) * 1099511628211UL;
        }

        hash = (hash ^ (hash >> 30)) * 0xBF58476D1CE4E5B9UL;
        hash = (hash ^ (hash >> 27)) * 0x94D049BB133111EBUL;
        return hash ^ (hash >> 31);
    }
}

/// <summary>A node that takes movable apps.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Roles">What users called it.</param>
public sealed record PlacementNode(string Name, IReadOnlyCollection<string> Roles)
{
    /// <summary>Whether it answers at the moment, as far as the node that plans can tell.</summary>
    public bool IsReachable { get; init; } = true;
}
