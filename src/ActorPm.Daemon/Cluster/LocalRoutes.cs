using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Routing.Proxy;

namespace ActorPm.Daemon.Cluster;

/// <summary>The routers of this node as the cluster sees them. Only the proxy carries requests to other nodes: in the other planes the daemon sees none.</summary>
/// <param name="routers">The parent of all routers.</param>
/// <param name="board">Where they publish.</param>
internal sealed class LocalRoutes(Func<IActorRef> routers, RouterBoard board) : ILocalRoutes
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    public void Reach(AppName app, AppSpec? spec, ImmutableArray<FarNode> nodes) => routers().Tell(new RouterProtocol.Reach(app, spec, nodes));

    /// <inheritdoc/>
    public TunnelEnd? OpenTunnel(AppName app) => (board.Find(app)?.Plane as ProxyPlane)?.OpenTunnel();

    /// <inheritdoc/>
    public int? Tunnels(AppName app) => (board.Find(app)?.Plane as ProxyPlane)?.Tunnels;

    /// <inheritdoc/>
    public async Task DrainAsync(AppName app, CancellationToken cancellation)
    {
        if (board.Find(app) is not { } facts)
        {
            return;
        }

        try
        {
            await Task.WhenAll(facts.Backends.Near.Select(backend => routers().Ask<RouterProtocol.Drained>(
                new RouterProtocol.Drain(app, backend.Serial), facts.Spec.Routing.DrainTimeout + Margin, cancellation)));
        }
        catch (AskTimeoutException)
        {
            // The app's time is up all the same.
        }
    }
}
