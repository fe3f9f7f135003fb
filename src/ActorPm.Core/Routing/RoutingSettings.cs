using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Interpreters;

namespace ActorPm.Core.Routing;

/// <summary>How requests reach the instances of an app.</summary>
public sealed record RoutingSettings
{
    /// <summary>An app that brings its own sockets, or none.</summary>
    public static RoutingSettings None { get; } = new();

    /// <summary>Who holds the listening sockets, and how bytes get from them to the instances. Default none.</summary>
    public DataPlane Plane { get; init; }

    /// <summary>
    /// Inherit: the sockets that instances find at descriptor 3 and up, in this order. Proxy: where the daemon listens. Handoff: empty, the workers say where.
    /// </summary>
    public ImmutableArray<ListenAddress> Addresses { get; init; } = [];

    /// <summary>Which ready instance gets a request (proxy) or a connection (handoff by connection). Default round robin.</summary>
    public BalancingPolicy Policy { get; init; }

    /// <summary>How workers of Node's cluster get their connections. Default: a shared socket.</summary>
    public HandoffMode Handoff { get; init; }

    /// <summary>What the proxy does with requests.</summary>
    public ProxySettings Proxy { get; init; } = ProxySettings.Default;

    /// <summary>How long an instance that leaves may take to finish what it has begun; at least 0, default 30 s.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The plane of an app that asks for no addresses: what Node and Bun run in cluster mode are workers that share what they listen on.</summary>
    public static DataPlane PlaneOf(ExecMode mode, string interpreter) =>
        mode is ExecMode.Cluster && InterpreterMap.HasNodeChannel(interpreter) ? DataPlane.Handoff : DataPlane.None;

    /// <inheritdoc/>
    public bool Equals(RoutingSettings? other) =>
        other is not null && Plane == other.Plane && Addresses.SequenceEqual(other.Addresses) && Policy == other.Policy && Handoff == other.Handoff
        && Proxy == other.Proxy && DrainTimeout == other.DrainTimeout;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Plane, Addresses.Length, Policy, Handoff, Proxy, DrainTimeout);
}

/// <summary>The ways from a listening socket to an instance.</summary>
public enum DataPlane
{
    /// <summary>The app sees to it itself.</summary>
    None,

    /// <summary>Node's cluster protocol over the channel: the daemon is the primary, the instances are its workers.</summary>
    Handoff,

    /// <summary>Listening sockets as descriptors 3 and up (systemd's protocol).</summary>
    Inherit,

    /// <summary>The daemon listens and forwards to the port or socket of its own that each instance was given.</summary>
    Proxy,
}

/// <summary>How workers get their connections.</summary>
public enum HandoffMode
{
    /// <summary>All workers accept from one socket; the daemon's death does not interrupt it.</summary>
    SharedSocket,

    /// <summary>The daemon accepts, and gives each connection to a worker by the policy; Node's and PM2's own way.</summary>
    Connections,
}

/// <summary>Which ready backend is next.</summary>
public enum BalancingPolicy
{
    /// <summary>Each in its turn.</summary>
    RoundRobin,

    /// <summary>The one with the fewest requests under way.</summary>
    LeastConnections,

    /// <summary>The less busy of two drawn by chance.</summary>
    PowerOfTwo,

    /// <summary>The one that a cookie of the balancer names; proxy over HTTP only.</summary>
    StickyCookie,

    /// <summary>The one that the client's address hashes to (rendezvous hashing: few clients move when backends come and go).</summary>
    StickyAddress,
}
