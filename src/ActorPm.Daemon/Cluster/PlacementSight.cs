using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>What a node sees at one moment of who takes movable apps, and of what runs where.</summary>
/// <param name="Takers">The members that take movable apps.</param>
/// <param name="ByNode">The movable apps of each member, this node included, as it told them last.</param>
/// <param name="Book">What the cluster wants.</param>
internal sealed record PlacementSight(IReadOnlyList<PlacementNode> Takers, ImmutableSortedDictionary<string, IReadOnlyDictionary<string, PlacedApp>> ByNode, WishBook Book)
{
    private readonly Lazy<ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, int>>> _shares = new(() => PlacementPlan.SharesOfAll(
        Book.Living.Values.Where(wish => wish.State is WishState.Running),
        wish => Candidates(wish, Takers),
        wish => wish.Kind is PlacementKind.Single ? ByNode.Where(node => node.Value.GetValueOrDefault(wish.App!) is { Ready: > 0 }).Select(node => node.Key).FirstOrDefault() : null));

    /// <summary>The nodes that have an app, or a problem with it.</summary>
    public ImmutableSortedDictionary<string, PlacedApp> Placed(string app) => ByNode
        .Where(node => node.Value.ContainsKey(app))
        .ToImmutableSortedDictionary(node => node.Key, node => node.Value[app], StringComparer.Ordinal);

    /// <summary>What keeps a node from doing what the cluster wants of an app, with the node's name; null for nothing.</summary>
    /// <param name="app">The app.</param>
    /// <param name="edition">Only what is about this edition of the wish; null for any.</param>
    public string? ProblemWith(string app, long? edition = null) => Placed(app)
        .Where(node => node.Value.Problem is not null && (edition is null || node.Value.ProblemOf == edition))
        .Select(node => $"{node.Key}: {node.Value.Problem}")
        .FirstOrDefault();

    /// <summary>How many instances of an app each node should have; none of an app that is not to run.</summary>
    public ImmutableSortedDictionary<string, int> SharesOf(string app) => _shares.Value.GetValueOrDefault(app) ?? ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal);

    /// <summary>Why an app that is to run has fewer instances than are wanted though every node does its part, in half a sentence; null when nothing is lacking.</summary>
    public string? LackOf(ClusterWish wish) => wish.State is WishState.Running ? PlacementLack.Of(wish, Takers, SharesOf(wish.App!)) : null;

    // A single app is wanted elsewhere as soon as its node does not answer, not only when that is given up: its lease says when it may begin there, and what comes back before
    // that keeps it.
    private static IEnumerable<PlacementNode> Candidates(ClusterWish wish, IReadOnlyList<PlacementNode> takers) =>
        wish.Kind is PlacementKind.Single ? takers.Where(node => node.IsReachable) : takers;
}
