using System.Collections.Immutable;

namespace ActorPm.Core.Cluster;

/// <summary>What a node does that belongs to a cluster and is no member at the moment: after its start, or after the others had given it up.</summary>
public static class BootstrapPlan
{
    /// <summary>Whether a node asks for votes: of those that answer, the one with the first name does, so that they do not take each other's votes.</summary>
    public static bool Leads(NodeName self, IEnumerable<PeerAnswer> answers) => answers.All(answer => self.IsBefore(answer.Name));

    /// <summary>Decides.</summary>
    /// <param name="known">How many nodes belong to the cluster, this one included.</param>
    /// <param name="votesSelf">Whether this node has its own vote.</param>
    /// <param name="answers">What the others said that answered.</param>
    public static BootstrapStep Decide(int known, bool votesSelf, IReadOnlyCollection<PeerAnswer> answers)
    {
        // A cluster that is there is always joined, and never another one begun beside it.
        var members = answers.Where(answer => answer.IsMember).Select(answer => answer.Name).OrderBy(name => name.Value, StringComparer.Ordinal).ToImmutableArray();
        if (members.Length > 0)
        {
            return new BootstrapStep.Join(members);
        }

        var votes = (votesSelf ? 1 : 0) + answers.Count(answer => answer.GivesVote);
        var needed = Majority.Of(known);
        return votesSelf && votes >= needed
            ? new BootstrapStep.Begin()
            : new BootstrapStep.Wait($"{votes} of {known} nodes would begin with it, and {needed} are needed");
    }
}

/// <summary>What another node said.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsMember">Whether it is a member of the running cluster.</param>
/// <param name="GivesVote">Whether it gives its vote to the one that asked.</param>
public sealed record PeerAnswer(NodeName Name, bool IsMember, bool GivesVote);

/// <summary>What to do next. A closed family.</summary>
public abstract record BootstrapStep
{
    private BootstrapStep()
    {
    }

    /// <summary>Join through these.</summary>
    /// <param name="Members">At least one.</param>
    public sealed record Join(ImmutableArray<NodeName> Members) : BootstrapStep;

    /// <summary>Begin the cluster; the others will join.</summary>
    public sealed record Begin : BootstrapStep;

    /// <summary>Ask again later.</summary>
    /// <param name="Reason">Why, for the status.</param>
    public sealed record Wait(string Reason) : BootstrapStep;
}
