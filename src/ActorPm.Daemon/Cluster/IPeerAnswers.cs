using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Routing.Proxy;

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
    Task<EnrolReply> EnrolAsync(EnrolRequest request, CancellationToken cancellation);

    /// <summary>Takes what another node tells, and tells it the same of this one.</summary>
    RoundReply Round(RoundRequest request);

    /// <summary>A connection with an app's balancer on this node; null when nobody here could take a request.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The limit of open files is reached.</exception>
    TunnelEnd? OpenTunnel(AppName app);

    /// <summary>A node does not belong to the cluster any more.</summary>
    void Forget(NodeName name);
}
