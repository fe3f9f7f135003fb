using ActorPm.Core.Control;
using ActorPm.Core.Routing;
using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The field <c>proxy</c>: where it listens, or an object that says more.</summary>
internal static class ProxyFields
{
    /// <summary>The object.</summary>
    public static ObjectShape<ProxyRequest> Shape { get; } = new(
        new ProxyRequest(),
        [
            Member("listen", Addresses, "Where the daemon listens. Default: the app's port.", (proxy, addresses) => proxy with { Listen = addresses }),
            Member("protocol", Choice([.. RoutingWords.Protocols]), "What it understands: http (HTTP/1.1 and WebSocket, with TLS HTTP/2 too), http2 (gRPC) or tcp. Default: http.",
                (proxy, protocol) => proxy with { Protocol = protocol }),
            Member("backend", Choice("port", "socket"), "What instances listen on: a port in PORT, or a Unix socket whose path is in PORT. Default: port.",
                (proxy, backend) => proxy with { Backend = backend }),
            Member("cert", Text, "The certificate with its chain (PEM), for TLS. Default: none.", (proxy, path) => proxy with { Cert = path }),
            Member("key", Text, "The certificate's key (PEM). Default: in the certificate's file.", (proxy, path) => proxy with { Key = path }),
            Member("connect_timeout", Duration, "How long a backend may take to accept a connection. Default: 2s.", (proxy, time) => proxy with { ConnectTimeoutMs = time }),
            Member("idle_timeout", Duration, "How long a request may go on without a byte. Default: 100s.", (proxy, time) => proxy with { IdleTimeoutMs = time }),
            Member("max_header_size", Memory, "The most bytes of all headers of a request. Default: 32K.", (proxy, size) => proxy with { MaxHeaderSize = size }),
            Member("max_body_size", Memory, "The most bytes of a request's body; 0 for no limit. Default: no limit.", (proxy, size) => proxy with { MaxBodySize = size }),
            Member("max_connections", WholeNumber, "The most connections of clients at a time. Default: 10000.", (proxy, count) => proxy with { MaxConnections = count }),
            Member("retries", WholeNumber, "How often an idempotent request without a body is tried on further instances. Default: 2.", (proxy, count) => proxy with { Retries = count }),
            Member("hold", Duration, "How long a request waits while no instance is ready; 0 for not at all. Default: 10s.", (proxy, time) => proxy with { HoldMs = time }),
            Member("max_held", WholeNumber, "How many requests wait at a time. Default: 1000.", (proxy, count) => proxy with { MaxHeld = count }),
            Member("eject_after", WholeNumber, "Failures in a row after which an instance is left out for a time; 0 for never. Default: 5.", (proxy, count) => proxy with { EjectAfter = count }),
            Member("eject_for", Duration, "For how long. Default: 10s.", (proxy, time) => proxy with { EjectForMs = time }),
            Member("access_log", Text, "Where each request is noted. Default: nowhere.", (proxy, path) => proxy with { AccessLog = path }),
        ],
        proxy => proxy is { Key: not null, Cert: null } ? "has the key of a certificate and no certificate; add cert, or remove key" : null);

    /// <summary>What is no object: true, false or addresses.</summary>
    public static FieldShape<ProxyRequest> Brief { get; } = new(
        $"true, false, {Addresses.Wanted}",
        """{"type":["boolean","integer","string","array"],"minimum":1,"maximum":65535,"items":{"type":["integer","string"],"minimum":1,"maximum":65535}}""",
        value =>
        {
            if (Truth.Read(value) is { IsRead: true, Value: var wanted })
            {
                return new(true, wanted ? new ProxyRequest() : new ProxyRequest { Listen = [] });
            }

            var addresses = Addresses.Read(value);
            return new(addresses.IsRead, new ProxyRequest { Listen = addresses.Value }, addresses.Culprit, addresses.Problem);
        });

    private static ObjectMember<ProxyRequest> Member<T>(string name, FieldShape<T> shape, string description, Func<ProxyRequest, T, ProxyRequest> set) =>
        ObjectMember<ProxyRequest>.Of(name, shape, description, set);
}
