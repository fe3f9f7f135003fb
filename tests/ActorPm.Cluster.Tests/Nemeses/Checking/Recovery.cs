using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>How long, from the beginning of one nemesis until the cluster was whole again, things were not as they shall be.</summary>
/// <param name="Nemesis">Which.</param>
/// <param name="Single">The longest time without an active copy of a single app.</param>
/// <param name="Spread">The longest time in which a spread app had fewer active copies than it shall have.</param>
/// <param name="Requests">The longest time from a request that failed to one that was answered, through a port that shall answer.</param>
internal sealed record Recovery(NemesisWindow Nemesis, TimeSpan Single, TimeSpan Spread, TimeSpan Requests)
{
    /// <summary>Those of a history: one for each nemesis that ended.</summary>
    /// <param name="history">In the order of time.</param>
    /// <param name="lasting">The apps that are there all the time: what is said of them first holds to the end.</param>
    public static IReadOnlyList<Recovery> Of(IReadOnlyList<ClusterEvent> history, params IReadOnlyCollection<string> lasting)
    {
        var wishes = history.OfType<ClusterEvent.CommandAcked>().Where(acked => acked.After is not null && lasting.Contains(acked.App)).DistinctBy(acked => acked.App).ToDictionary(acked => acked.App, acked => acked.After!);
        var spans = history.OfType<ClusterEvent.CopyActive>().ToLookup(span => span.App);
        return
        [
            .. NemesisWindow.Of(history).Where(nemesis => nemesis.Ended < TimeSpan.MaxValue).Select(nemesis =>
            {
                return new Recovery(nemesis, Worst("single"), Worst("spread"), Unanswered(history, nemesis));

                TimeSpan Worst(string placement) =>
                    wishes.Where(wish => wish.Value.Placement == placement).Select(wish => LongestBelow(wish.Value.Count, spans[wish.Key], nemesis.Began, nemesis.Ended)).DefaultIfEmpty().Max();
            }),
        ];
    }

    /// <summary>The longest time within limits in which fewer spans than wanted cover the moment.</summary>
    internal static TimeSpan LongestBelow(int wanted, IEnumerable<ClusterEvent.CopyActive> spans, TimeSpan from, TimeSpan until)
    {
        var steps = spans.Where(span => span.First < until && span.At > from)
            .SelectMany(span => (IEnumerable<(TimeSpan At, int Step)>)[(span.First < from ? from : span.First, 1), (span.At > until ? until : span.At, -1)])
            .OrderBy(step => step.At).ThenByDescending(step => step.Step);
        var (living, since, longest) = (0, from, TimeSpan.Zero);
        foreach (var (at, step) in steps)
        {
            if (living < wanted)
            {
                longest = at - since > longest && living + step >= wanted ? at - since : longest;
            }
            else if (living + step < wanted)
            {
                since = at;
            }

            living += step;
        }

        return living < wanted && until - since > longest ? until - since : longest;
    }

    private static TimeSpan Unanswered(IReadOnlyList<ClusterEvent> history, NemesisWindow nemesis)
    {
        var longest = TimeSpan.Zero;
        var asked = history.OfType<ClusterEvent.RequestAnswered>().Select(answered => (answered.Node, answered.Began, answered.At, IsAnswered: true))
            .Concat(history.OfType<ClusterEvent.RequestFailed>().Select(failed => (failed.Node, failed.Began, failed.At, IsAnswered: false)));
        foreach (var port in asked.Where(request => request.Node != nemesis.Victim && request.Began >= nemesis.Began && request.Began <= nemesis.Ended).GroupBy(request => request.Node))
        {
            TimeSpan? since = null;
            foreach (var (_, began, at, isAnswered) in port.OrderBy(request => request.Began))
            {
                longest = isAnswered && since is { } failed && at - failed > longest ? at - failed : longest;
                since = isAnswered ? null : since ?? began;
            }
        }

        return longest;
    }
}
