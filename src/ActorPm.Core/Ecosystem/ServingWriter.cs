using System.Text.Json.Nodes;
using ActorPm.Core.Control;

namespace ActorPm.Core.Ecosystem;

/// <summary>The part of <see cref="AppRequestWriter"/> about routing, health and reload.</summary>
internal static class ServingWriter
{
    public static IEnumerable<(string Name, JsonNode? Value)> Fields(AppRequest request) =>
    [
        ("scheduling", Text(request.Scheduling)), ("sockets", List(request.Sockets)), ("proxy", Proxy(request.Proxy)), ("balance", Text(request.Balance)),
        ("drain_timeout", request.DrainTimeoutMs), ("startup_probe", Probe(request.StartupProbe)), ("readiness_probe", Probe(request.ReadinessProbe)),
        ("liveness_probe", Probe(request.LivenessProbe)), ("ready_on", Text(request.ReadyOn)), ("surge", Text(request.Surge)),
        ("min_healthy_time", request.MinimumHealthyTimeMs), ("ready_timeout", request.ReadyTimeoutMs), ("overlap", request.Overlap),
        ("placement", Text(request.Placement)), ("placement_roles", List(request.PlacementRoles)),
        ("placement_per_node", request.PlacementPerNode), ("placement_over", Text(request.PlacementOver)), ("placement_apart_from", List(request.PlacementApartFrom)),
        ("max_unavailable", Text(request.MaxUnavailable)),
    ];

    private static JsonNode? Proxy(ProxyRequest? proxy) => proxy switch
    {
        null or { Listen.Count: 0 } => null,
        _ when proxy == new ProxyRequest() => true,
        _ => Object(
            ("listen", List(proxy.Listen)), ("protocol", Text(proxy.Protocol)), ("backend", Text(proxy.Backend)), ("cert", Text(proxy.Cert)), ("key", Text(proxy.Key)),
            ("connect_timeout", proxy.ConnectTimeoutMs), ("idle_timeout", proxy.IdleTimeoutMs), ("max_header_size", Text(proxy.MaxHeaderSize)),
            ("max_body_size", Text(proxy.MaxBodySize)), ("max_connections", proxy.MaxConnections), ("retries", proxy.Retries), ("hold", proxy.HoldMs),
            ("max_held", proxy.MaxHeld), ("eject_after", proxy.EjectAfter), ("eject_for", proxy.EjectForMs), ("access_log", Text(proxy.AccessLog))),
    };

    private static JsonNode? Probe(ProbeRequest? probe) => probe is null || probe == new ProbeRequest() ? null : Object(
        ("http", probe.Http), ("tcp", probe.Tcp is "" ? true : (JsonNode?)probe.Tcp), ("exec", probe.Exec), ("watchdog", probe.Watchdog),
        ("interval", probe.IntervalMs), ("timeout", probe.TimeoutMs), ("delay", probe.DelayMs), ("successes", probe.Successes), ("failures", probe.Failures));

    private static JsonObject Object(params (string Name, JsonNode? Value)[] members) =>
        new(members.Where(member => member.Value is not null).Select(member => KeyValuePair.Create(member.Name, member.Value)));

    // Empty takes a setting back, which is what a file without the key says.
    private static JsonNode? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static JsonNode? List(IReadOnlyList<string>? texts) => texts is not { Count: > 0 } ? null : new JsonArray([.. texts.Select(text => (JsonNode)text)]);
}
