using ActorPm.Core.Apps;
using ActorPm.Processes;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Handoff;

/// <summary>What handoff planes work with.</summary>
/// <param name="Launcher">Finds processes that live already.</param>
/// <param name="Sockets">Takes sockets back from them.</param>
/// <param name="Accept">Accepts connections of a socket; see <see cref="ProcessHost.Accept"/>.</param>
/// <param name="Rests">Whether no instance of an app runs or is about to.</param>
/// <param name="Clock">The time.</param>
internal sealed record HandoffEdge(
    IProcessLauncher Launcher, ISocketKeeper Sockets, Func<ListeningSocket, Func<SocketHandle, bool>, ConnectionSource> Accept,
    Func<AppName, bool> Rests, TimeProvider Clock);
