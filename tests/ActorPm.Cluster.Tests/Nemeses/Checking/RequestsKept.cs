using ActorPm.Cluster.Tests.Nemeses.Histories;

namespace ActorPm.Cluster.Tests.Nemeses.Checking;

/// <summary>
/// Requests that may be repeated fail only through the port of a machine that is killed, stopped or cut off, until the cluster is whole again; through any port when all are killed, or
/// when frames are lost, since then the client's own are lost as well.
/// </summary>
internal static class RequestsKept
{
    /// <summary>The violations.</summary>
    public static IEnumerable<Violation> Check(IReadOnlyList<ClusterEvent> history, IReadOnlyList<NemesisWindow> nemeses) =>
        history.OfType<ClusterEvent.RequestFailed>()
            .Where(failed => !nemeses.Any(nemesis => nemesis.Meets(failed.Began, failed.At) && Allows(nemesis, failed.Node)))
            .Select(failed => new Violation(Promise.RequestsKept, failed.At, $"a request through {failed.Node} failed after {(failed.At - failed.Began).TotalSeconds:0.000} s: {failed.Text}"));

    /// <summary>Whether a nemesis leaves a request through a node's port no other way than to fail.</summary>
    public static bool Allows(NemesisWindow nemesis, string node) => nemesis.Kind switch
    {
        NemesisKind.KillNode or NemesisKind.StopNode or NemesisKind.Partition or NemesisKind.Mute or NemesisKind.Deafen => node == nemesis.Victim,
        NemesisKind.KillAll or NemesisKind.Loss => true,
        NemesisKind.SkewClock or NemesisKind.Delay => false,
        _ => throw new ArgumentOutOfRangeException(nameof(nemesis), nemesis.Kind, "Not a nemesis."),
    };
}
