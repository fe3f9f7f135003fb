using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Routing.Proxy;

namespace ActorPm.Daemon.Cluster;

/// <summary>The balancers of this node, as the cluster sees them.</summary>
internal interface ILocalRoutes
{
    /// <summary>Tells an app's balancer where else the app runs; see <see cref="RouterProtocol.Reach"/>.</summary>
    void Reach(AppName app, AppSpec? spec, ImmutableArray<FarNode> nodes);

    /// <summary>A connection with an app's balancer for a client of another node; null when nobody here could take a request.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">The limit of open files is reached.</exception>
    TunnelEnd? OpenTunnel(AppName app);

    /// <summary>How many connections of other nodes an app's balancer has; null for an app that is behind none.</summary>
    int? Tunnels(AppName app);

    /// <summary>No new requests for the instances of an app on this node; ends when those under way are finished, or the app's time for that is up.</summary>
    Task DrainAsync(AppName app, CancellationToken cancellation);
}
