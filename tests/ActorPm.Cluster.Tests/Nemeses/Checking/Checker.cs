using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>Holds a merged history against what a cluster promises. Pure: the same history gives the same violations. What a nemesis excuses is said by each promise's own file.</summary>
internal static class Checker
{
    /// <summary>All violations, in the order of time.</summary>
    /// <param name="history">In whatever order.</param>
    /// <param name="lasting">The apps that are there all the time.</param>
    public static IReadOnlyList<Violation> Check(IReadOnlyList<ClusterEvent> history, params IReadOnlyCollection<string> lasting)
    {
        var ordered = history.OrderBy(happened => happened.At).ToList();
        var nemeses = NemesisWindow.Of(ordered);
        return
        [
            .. NeverTwo.Check(ordered, nemeses)
                .Concat(WishesKept.Check(ordered, nemeses))
                .Concat(RequestsKept.Check(ordered, nemeses))
                .Concat(Recovered.Check(ordered, Recovery.Of(ordered, lasting)))
                .OrderBy(violation => violation.At),
        ];
    }
}
