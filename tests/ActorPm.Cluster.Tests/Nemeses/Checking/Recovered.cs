using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>
/// After each nemesis the cluster becomes whole, and while one machine is lost the single app and the missing copies of the spread one are elsewhere in time. With all
/// killed that time is the machine's, which has to start everything first.
/// </summary>
internal static class Recovered
{
    /// <summary>Three times the goal for a machine that is killed (10 s), since machines that run tests are busy with other things.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<ClusterEvent> history, IReadOnlyList<Recovery> recoveries)
    {
        foreach (var never in history.OfType<ClusterEvent.NeverWhole>())
        {
            yield return new Violation(Promise.Recovered, never.At, $"the cluster did not become whole again: {never.Text}");
        }

        foreach (var (nemesis, single, spread, _) in recoveries.Where(recovery => recovery.Nemesis.Kind is not NemesisKind.KillAll && (recovery.Single > Limit || recovery.Spread > Limit)))
        {
            yield return new Violation(Promise.Recovered, nemesis.Ended, $"in {nemesis.Kind} the single app was away for {single.TotalSeconds:0.0} s, the spread one not complete for {spread.TotalSeconds:0.0} s");
        }
    }
}
