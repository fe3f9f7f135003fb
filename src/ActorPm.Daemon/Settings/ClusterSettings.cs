using ActorPm.Core.Cluster;

namespace ActorPm.Daemon.Settings;

/// <summary>How a node of a cluster judges the others. All nodes should have the same.</summary>
/// <param name="Fencing">The times after which movable apps stop here and start elsewhere.</param>
/// <param name="StableAfter">How long unreachable nodes must have been the same ones before they are given up; at least 1 s.</param>
/// <param name="Strategy">Akka.Cluster's name for the strategy by which the side is found that goes on when nodes lose each other.</param>
/// <param name="QuorumSize">How many nodes must see each other to go on, with <c>static-quorum</c>; at least 1.</param>
internal sealed record ClusterSettings(FencingTimes Fencing, TimeSpan StableAfter, string Strategy, int QuorumSize)
{
    /// <summary>How long the certificates of nodes are good; renewed when a third is left. At least 30 s; default 90 days.</summary>
    public TimeSpan CertificateLife { get; init; } = TimeSpan.FromDays(90);

    /// <summary>As <c>hocon/actorpm.conf</c> has it.</summary>
    public static ClusterSettings Default { get; } = new(FencingTimes.Default, TimeSpan.FromSeconds(5), "keep-majority", 2);
}
