namespace ActorPm.Core.Cluster;

/// <summary>How many are most: any two such sets of nodes have one in common.</summary>
public static class Majority
{
    /// <summary>The smallest number that is more than half.</summary>
    /// <param name="nodes">How many nodes belong to the cluster; at least 1.</param>
    public static int Of(int nodes) => (nodes / 2) + 1;
}
