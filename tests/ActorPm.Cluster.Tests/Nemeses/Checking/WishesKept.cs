using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>
/// Whenever the cluster has come to rest, each node says of each movable app what the acknowledged commands say, and that many processes of it run, with a command that failed either
/// wholly done or not at all. A command may fail only while a nemesis is in force, or when it follows one that failed.
/// </summary>
internal static class WishesKept
{
    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<ClusterEvent> history, IReadOnlyList<NemesisWindow> nemeses)
    {
        var possible = new Dictionary<string, HashSet<Wish?>>(StringComparer.Ordinal);
        foreach (var happened in history)
        {
            switch (happened)
            {
                case ClusterEvent.CommandAcked acked:
                    possible[acked.App] = [acked.After];
                    break;
                case ClusterEvent.CommandFailed failed:
                    if (Of(failed.App).Count == 1 && !nemeses.Any(nemesis => nemesis.Meets(failed.Began, failed.At)))
                    {
                        yield return new Violation(Promise.WishesKept, failed.At, $"apm {failed.Command} on {failed.Node} failed without a nemesis: {failed.Text}");
                    }

                    Of(failed.App).Add(failed.After);
                    break;
                case ClusterEvent.RestSeen rest:
                    foreach (var app in possible.Keys.Union(rest.Wishes.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList())
                    {
                        var seen = rest.Wishes.GetValueOrDefault(app);
                        if (!Of(app).Contains(seen))
                        {
                            yield return new Violation(Promise.WishesKept, rest.At, $"{app} is {Text(seen)} on {rest.Node}; acknowledged was {string.Join(" or ", Of(app).Select(Text))}");
                        }

                        possible[app] = [seen];
                    }
                    break;
                case ClusterEvent.NemesisEnded or ClusterEvent.NemesisBegan or ClusterEvent.NemesisTakenBack or ClusterEvent.NeverWhole or ClusterEvent.CopyActive
                    or ClusterEvent.RequestAnswered or ClusterEvent.RequestFailed:
                    break;
            }
        }

        foreach (var violation in history.OfType<ClusterEvent.RestSeen>().GroupBy(rest => rest.Number).SelectMany(CheckCopies))
        {
            yield return violation;
        }

        HashSet<Wish?> Of(string app) => possible.TryGetValue(app, out var wishes) ? wishes : possible[app] = [null];
    }

    private static IEnumerable<Violation> CheckCopies(IGrouping<int, ClusterEvent.RestSeen> rest)
    {
        var nodes = rest.ToList();
        foreach (var app in nodes.SelectMany(node => node.Wishes.Keys.Concat(node.Copies.Keys)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var wished = nodes[0].Wishes.GetValueOrDefault(app)?.Copies(nodes.Count) ?? 0;
            var seen = nodes.Sum(node => node.Copies.GetValueOrDefault(app));
            if (seen != wished)
            {
                yield return new Violation(
                    Promise.WishesKept, nodes[^1].At, $"{app} has {seen} processes ({string.Join(", ", nodes.Select(node => $"{node.Node} {node.Copies.GetValueOrDefault(app)}"))}), wished are {wished}");
            }
        }
    }

    private static string Text(Wish? wish) => wish?.ToString() ?? "not there";
}
