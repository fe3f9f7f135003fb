using System.Collections.Immutable;

namespace ActorPm.Core.Cluster;

/// <summary>
/// All wishes of a cluster as one node knows them: a map in which the newer wish of a key wins. Merging is commutative, associative and idempotent (a join semilattice, as
/// state-based CRDTs are: Shapiro et al., 2011), so nodes may tell each other in any order and as often as they like.
/// </summary>
/// <param name="Wishes">By key.</param>
public sealed record WishBook(ImmutableSortedDictionary<string, ClusterWish> Wishes)
{
    /// <summary>That of a new cluster.</summary>
    public static WishBook Empty { get; } = new(ImmutableSortedDictionary.Create<string, ClusterWish>(StringComparer.Ordinal));

    /// <summary>The number for the next wish that is written here.</summary>
    public long NextNumber => Wishes.IsEmpty ? 1 : Wishes.Values.Max(wish => wish.Number) + 1;

    /// <summary>The wishes about apps that are on the cluster's list, running or stopped, by the app's name.</summary>
    public IReadOnlyDictionary<string, ClusterWish> Living =>
        Wishes.Values.Where(wish => wish is { App: not null, State: not WishState.Deleted }).ToDictionary(wish => wish.App!, StringComparer.Ordinal);

    /// <summary>The wish about an app or node; null when there is none.</summary>
    public ClusterWish? Find(string key) => Wishes.GetValueOrDefault(key);

    /// <summary>With what another node knows; the same object when it knows nothing newer.</summary>
    public WishBook Merge(IEnumerable<ClusterWish> others)
    {
        var newer = others.Aggregate(Wishes, (soFar, wish) => wish.IsNewerThan(soFar.GetValueOrDefault(wish.Key)) ? soFar.SetItem(wish.Key, wish) : soFar);
        return ReferenceEquals(newer, Wishes) ? this : new WishBook(newer);
    }

    /// <summary>What a node does not know yet that has these.</summary>
    /// <param name="known">Number and writer of each wish that it knows.</param>
    public IEnumerable<ClusterWish> NewsFor(IReadOnlyDictionary<string, WishStamp> known) =>
        Wishes.Values.Where(wish => !known.TryGetValue(wish.Key, out var stamp) || wish.IsNewerThan(stamp.Number, stamp.Writer));

    /// <summary>
    /// Whether somebody else has a number that is not below the one that a node has marked for its next wish. A node writes a wish only under a mark that most nodes keep and that none
    /// of these finds taken; so every later wish that most nodes keep gets a higher number, and holds against an earlier one that was written and never kept by most.
    /// </summary>
    /// <param name="mark">The mark.</param>
    /// <param name="known">How new the wishes are of the nodes that keep it, this one among them.</param>
    public static bool IsTaken(ClusterWish mark, IEnumerable<IReadOnlyDictionary<string, WishStamp>> known) =>
        known.Any(stamps => stamps.Any(stamp => stamp.Key != mark.Key && stamp.Value.Number >= mark.Number));

    /// <summary>Number and writer of each.</summary>
    public IReadOnlyDictionary<string, WishStamp> Stamps => Wishes.Values.ToDictionary(wish => wish.Key, wish => new WishStamp(wish.Number, wish.Writer));
}

/// <summary>How new a wish is.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Writer">Who wrote it.</param>
public sealed record WishStamp(long Number, string Writer);
