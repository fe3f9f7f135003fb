namespace ActorPm.Core.Cluster;

/// <summary>
/// A node's vote for who begins the cluster anew after all its nodes were down: given to one at a time, and taken back only by time. Two candidates with a majority
/// each would need one voter for both, so at most one begins.
/// </summary>
/// <param name="Candidate">Who has the vote; null for nobody.</param>
/// <param name="Until">How long.</param>
public readonly record struct VoteLedger(NodeName? Candidate, DateTimeOffset Until)
{
    /// <summary>How long a vote lasts. A candidate that does not begin within <see cref="Use"/> of asking for it never does by it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(20);

    /// <summary>How long a candidate may use the votes that it has asked for; the rest of the lease allows for clocks that run apart.</summary>
    public static readonly TimeSpan Use = TimeSpan.FromSeconds(8);

    /// <summary>Asks for the vote.</summary>
    /// <param name="candidate">Who asks.</param>
    /// <param name="now">The time.</param>
    /// <param name="next">What is true afterwards.</param>
    /// <returns>Whether the candidate has it.</returns>
    public bool TryGive(NodeName candidate, DateTimeOffset now, out VoteLedger next)
    {
        var isFree = Candidate is not { } holder || holder == candidate || now >= Until;
        next = isFree ? new VoteLedger(candidate, now + Lease) : this;
        return isFree;
    }
}
