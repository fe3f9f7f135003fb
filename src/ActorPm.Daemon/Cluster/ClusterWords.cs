using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;

namespace ActorPm.Daemon.Cluster;

/// <summary>Names and addresses of nodes as others write them, be it a user or another node: read, or refused with the reason.</summary>
internal static class ClusterWords
{
    /// <summary>Akka's word for a member that has been taken in.</summary>
    public const string Up = "up";

    /// <summary>A node's name.</summary>
    /// <exception cref="RefusedException">It is none.</exception>
    public static NodeName Name(string text) =>
        NodeName.TryParse(text, out var name, out var problem) ? name : throw new RefusedException(ControlErrorCode.InvalidRequest, problem);

    /// <summary>Where a node is reached.</summary>
    /// <exception cref="RefusedException">It is no address.</exception>
    public static PeerAddress Address(string text) =>
        PeerAddress.TryParse(text, out var address, out var problem) ? address : throw new RefusedException(ControlErrorCode.InvalidRequest, problem);
}
