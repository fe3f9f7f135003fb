using ActorPm.Core.Cluster;
using ActorPm.Daemon.Control;

namespace ActorPm.Daemon.Cluster;

/// <summary>What a node answers others. Any thread.</summary>
internal interface IPeerAnswers
{
    /// <summary>How it stands.</summary>
    PeerReply State();

    /// <summary>The same, and its vote, if it is free.</summary>
    PeerReply Vote(NodeName candidate);

    /// <summary>Takes a node in.</summary>
    /// <exception cref="RefusedException">It was not invited, or its name is taken.</exception>
    EnrolReply Enrol(EnrolRequest request);

    /// <summary>Takes what another node tells, and tells it the same of this one.</summary>
    RoundReply Round(RoundRequest request);

    /// <summary>A node does not belong to the cluster any more.</summary>
    void Forget(NodeName name);
}
