using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>
/// No two copies of a single app are active at one moment. A span is counted from the first to the last time the process was seen active, so that two that overlap did overlap,
/// however slowly the watch looks. The one exception: a machine that is stopped as a whole ends its copy when it goes on, and that takes the daemon a look and the app its stop
/// limit (3 s by default).
/// </summary>
internal static class NeverTwo
{
    /// <summary>How long two may be active after a machine goes on: the daemon's first look, and the stop limit.</summary>
    public static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(5);

    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<ClusterEvent> history, IReadOnlyList<NemesisWindow> nemeses)
    {
        var singles = history.OfType<ClusterEvent.CommandAcked>().Where(acked => acked.After?.Placement == "single").Select(acked => acked.App).ToHashSet(StringComparer.Ordinal);
        foreach (var app in history.OfType<ClusterEvent.CopyActive>().Where(span => singles.Contains(span.App)).GroupBy(span => span.App))
        {
            ClusterEvent.CopyActive? longest = null;
            foreach (var span in app.OrderBy(span => span.First))
            {
                if (longest is not null && span.First < longest.At && !IsAllowed(longest, span, nemeses))
                {
                    var overlap = (span.At < longest.At ? span.At : longest.At) - span.First;
                    yield return new Violation(Promise.NeverTwo, span.First, $"{app.Key} was active as {longest.Pid} on {longest.Node} and as {span.Pid} on {span.Node} for {overlap.TotalMilliseconds:0} ms");
                }

                longest = longest is null || span.At > longest.At ? span : longest;
            }
        }
    }

    // The later span is that of the process that goes on; it has to be over soon after.
    private static bool IsAllowed(ClusterEvent.CopyActive first, ClusterEvent.CopyActive second, IReadOnlyList<NemesisWindow> nemeses) =>
        nemeses.Any(nemesis => nemesis.Kind is NemesisKind.StopNode && first.Node != second.Node && second.Node == nemesis.Victim
            && second.First >= nemesis.Began && second.At <= Later(nemesis.TakenBack, AfterStop));

    private static TimeSpan Later(TimeSpan time, TimeSpan by) => time == TimeSpan.MaxValue ? time : time + by;
}
