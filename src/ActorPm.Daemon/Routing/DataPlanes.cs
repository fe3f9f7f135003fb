using System.Net.Sockets;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Routing.Handoff;
using ActorPm.Daemon.Routing.Inherit;
using ActorPm.Daemon.Routing.Proxy;

namespace ActorPm.Daemon.Routing;

/// <summary>Makes the data planes.</summary>
/// <param name="edge">What handoff and inherit work with.</param>
/// <param name="sockets">The listening sockets of apps that inherit them.</param>
/// <param name="dial">Connects with the balancer of an app on another node.</param>
internal sealed class DataPlanes(HandoffEdge edge, InheritedSockets sockets, Func<AppName, string, CancellationToken, ValueTask<Socket>> dial)
{
    /// <summary>A plane of a kind for an app; nothing listens before <see cref="IDataPlane.Apply"/>.</summary>
    public IDataPlane Open(AppName app, DataPlane kind) => kind switch
    {
        DataPlane.Handoff => new HandoffPlane(app, edge),
        DataPlane.Inherit => new InheritPlane(app, sockets, edge),
        DataPlane.Proxy => new ProxyPlane(app, new PreloadedWorkers(edge.Launcher, edge.Clock), edge.Sockets, dial),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a data plane."),
    };
}
