using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Tests.Routing;

/// <summary>Opens sockets that nobody keeps: there was no earlier daemon.</summary>
internal sealed class OpenedSockets : ISocketKeeper
{
    public ListeningSocket? TakeBack(IEnumerable<long> serials, SocketWish wish) => null;

    public ListeningSocket? Open(SocketWish wish, out SocketProblem? problem) => ListeningSocket.Open(wish, out problem);
}
