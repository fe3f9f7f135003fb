namespace ActorPm.Core.Cluster;

/// <summary>Until when a node may act on what others have granted.</summary>
public static class LeaseTerm
{
    /// <summary>
    /// The end of the term: as long after the asking as a lease lasts, counted from the asking whose grant made the majority full. Null while there is no majority.
    /// </summary>
    /// <param name="askedAt">When each node that granted was asked, the newest time of each.</param>
    /// <param name="nodes">How many nodes belong to the cluster.</param>
    /// <param name="lease">How long a lease lasts.</param>
    public static TimeSpan? EndOf(IEnumerable<TimeSpan> askedAt, int nodes, TimeSpan lease)
    {
        var needed = Majority.Of(nodes);
        var newestFirst = askedAt.OrderDescending().Take(needed).ToList();
        return newestFirst.Count == needed ? newestFirst[^1] + lease : null;
    }
}
