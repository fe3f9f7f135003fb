using System.Collections.Immutable;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Cluster;

/// <summary>
/// How many instances of the movable apps run on which node. Every node works it out for itself and comes to the same, from the same wishes and the same members. Nodes are
/// ranked for each app by a hash of both names (rendezvous hashing: Thaler and Ravishankar, 1998): a node that goes changes nothing for the others but what it had, and
/// a node that comes takes only what is due to it. A single app stays where it runs, as long as that node takes apps.
/// </summary>
public static class PlacementPlan
{
    private static readonly ImmutableSortedDictionary<string, int> Nowhere = ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>
    /// The shares of all apps. Those that are to be apart from each other share no node: whoever names another one comes after it, and takes what is left. In a ring of names, and
    /// between those that name nobody, the first by name comes first.
    /// </summary>
    /// <param name="wishes">The wishes about apps that are to run.</param>
    /// <param name="nodes">The members that may take an app.</param>
    /// <param name="holder">Where a single app runs; null when it runs nowhere.</param>
    /// <returns>By app, the share of each node that has one.</returns>
    public static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, int>> SharesOfAll(
        IEnumerable<ClusterWish> wishes, Func<ClusterWish, IEnumerable<PlacementNode>> nodes, Func<ClusterWish, string?> holder)
    {
        var all = wishes.ToImmutableSortedDictionary(wish => wish.App!, wish => wish, StringComparer.Ordinal);
        var named = all.Values.SelectMany(wish => wish.ApartFrom).ToHashSet(StringComparer.Ordinal);
        var shares = ImmutableSortedDictionary.CreateBuilder<string, ImmutableSortedDictionary<string, int>>(StringComparer.Ordinal);

        // Most apps have nothing to do with others.
        foreach (var wish in all.Values.Where(wish => wish.ApartFrom.Count == 0 && !named.Contains(wish.App!)))
        {
            shares[wish.App!] = SharesOf(wish, nodes(wish), holder(wish));
        }

        var done = new List<ClusterWish>();
        for (var left = all.RemoveRange(shares.Keys); !left.IsEmpty; left = left.Remove(done[^1].App!))
        {
            var wish = left.Values.FirstOrDefault(wish => wish.ApartFrom.All(other => other == wish.App || !left.ContainsKey(other))) ?? left.Values.First();
            var closed = done
                .Where(other => wish.ApartFrom.Contains(other.App) || other.ApartFrom.Contains(wish.App))
                .SelectMany(other => shares[other.App!].Keys)
                .ToHashSet(StringComparer.Ordinal);
            shares[wish.App!] = SharesOf(wish, nodes(wish).Where(node => !closed.Contains(node.Name)), holder(wish));
            done.Add(wish);
        }

        return shares.ToImmutable();
    }

    /// <summary>The share of each node that has one.</summary>
    /// <param name="wish">A wish about an app.</param>
    /// <param name="nodes">The members that may take it.</param>
    /// <param name="holder">Where a single app runs; null when it runs nowhere. Nodes that disagree about it do no harm: the lease decides.</param>
    public static ImmutableSortedDictionary<string, int> SharesOf(ClusterWish wish, IEnumerable<PlacementNode> nodes, string? holder = null)
    {
        var ranked = nodes
            .Where(node => wish.IsFor(node.Roles))
            .OrderByDescending(node => wish.Kind is PlacementKind.Single && node.Name == holder)
            .ThenByDescending(node => Rank(wish.Key, node.Name))
            .ThenBy(node => node.Name, StringComparer.Ordinal)
            .ToList();
        return wish.Kind switch
        {
            PlacementKind.Single => ranked.Take(1).ToImmutableSortedDictionary(node => node.Name, _ => 1, StringComparer.Ordinal),
            PlacementKind.Every when wish.Count > 0 => ranked.ToImmutableSortedDictionary(node => node.Name, _ => wish.Count, StringComparer.Ordinal),
            PlacementKind.Spread => Spread(wish, ranked),
            _ => Nowhere,
        };
    }

    // Evenly over the values of the label first, then over the nodes of each, as cards are dealt.
    private static ImmutableSortedDictionary<string, int> Spread(ClusterWish wish, List<PlacementNode> ranked)
    {
        var groups = ranked
            .GroupBy(node => wish.Over is { } label ? NodeRole.ValueOf(node.Roles, label) : "", StringComparer.Ordinal)
            .OrderByDescending(group => Rank(wish.Key, $"={group.Key}"))
            .ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => group.ToList())
            .ToList();
        var most = wish.PerNode > 0 ? wish.PerNode : int.MaxValue;
        var rooms = groups.ConvertAll(group => (long)most * group.Count);
        var dealt = Deal(wish.Count, rooms);
        var shares = Nowhere.ToBuilder();
        for (var group = 0; group < groups.Count; group++)
        {
            var parts = Deal(dealt[group], groups[group].ConvertAll(_ => (long)most));
            for (var place = 0; place < parts.Length; place++)
            {
                if (parts[place] > 0)
                {
                    shares[groups[group][place].Name] = parts[place];
                }
            }
        }

        return shares.ToImmutable();
    }

    // One to each in turn, as long as it has room.
    private static int[] Deal(int count, List<long> rooms)
    {
        var dealt = new int[rooms.Count];
        for (var left = count; left > 0;)
        {
            var open = Enumerable.Range(0, dealt.Length).Where(place => dealt[place] < rooms[place]).ToList();
            if (open.Count == 0)
            {
                break;
            }

            // Whole rounds at once: instances may be many.
            var rounds = (int)Math.Max(1, Math.Min(left / open.Count, open.Min(place => rooms[place] - dealt[place])));
            foreach (var place in open.Take(left))
            {
                dealt[place] += rounds;
                left -= rounds;
            }
        }

        return dealt;
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
