using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Tests.Routing;

/// <summary>No earlier daemon, no app that holds a socket.</summary>
internal sealed class NoReclaim : ISocketReclaim
{
    public ListeningSocket? TakeBack(IEnumerable<long> serials, SocketWish wish) => null;
}
