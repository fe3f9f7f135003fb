using System.Globalization;
using ActorPm.Core.Health;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Apps;

/// <summary>What a spec says of routing, health and reload, in the words of an app file. What has its default is left out.</summary>
public static class ServingFields
{
    /// <summary>The fields, in their order.</summary>
    public static IEnumerable<(string Name, string Value)> Of(AppSpec spec) =>
        All(spec).Where(field => field.Value is not null).Select(field => (field.Name, field.Value!));

    private static IEnumerable<(string Name, string? Value)> All(AppSpec spec) =>
    [
        .. Routing(spec.Routing),
        ("startup_probe", Probe(spec.Health.Startup)), ("readiness_probe", Probe(spec.Health.Readiness)), ("liveness_probe", Probe(spec.Health.Liveness)),
        ("ready_on", spec.Ready.Signal is ReadySignal.Spawned or ReadySignal.Message ? null : new ReadyOn(spec.Ready.Signal, spec.Ready.LogPattern).ToString()),
        ("surge", spec.Reload.Surge == Surge.One ? null : spec.Reload.Surge.ToString()),
        ("min_healthy_time", spec.Reload.MinimumHealthyTime is { } healthy ? Milliseconds(healthy) : null), ("ready_timeout", spec.Reload.ReadyTimeout is { } ready ? Milliseconds(ready) : null),
        ("overlap", spec.Reload.Overlap ? "true" : null),
        ("placement", spec.Placement.IsMovable ? Placement.WordOf(spec.Placement.Kind) : null),
        ("placement_roles", spec.Placement.Roles.IsEmpty ? null : string.Join(' ', spec.Placement.Roles)),
        ("placement_per_node", spec.Placement.PerNode == 0 ? null : spec.Placement.PerNode.ToString(CultureInfo.InvariantCulture)), ("placement_over", spec.Placement.Over),
        ("placement_apart_from", spec.Placement.ApartFrom.IsEmpty ? null : string.Join(' ', spec.Placement.ApartFrom)), ("max_unavailable", spec.Placement.MaxUnavailable?.ToString()),
    ];

    private static IEnumerable<(string Name, string? Value)> Routing(RoutingSettings routing)
    {
        var usual = RoutingSettings.None;
        var addresses = routing.Addresses.IsEmpty ? null : string.Join(' ', routing.Addresses);
        return
        [
            ("scheduling", routing.Plane is DataPlane.Handoff ? RoutingWords.Of(routing.Handoff) : null),
            ("sockets", routing.Plane is DataPlane.Inherit ? addresses : null),
            ("proxy", routing.Plane is DataPlane.Proxy ? addresses : null), .. Proxy(routing.Proxy),
            ("balance", routing.Policy == usual.Policy ? null : RoutingWords.Of(routing.Policy)), ("drain_timeout", Unless(routing.DrainTimeout, usual.DrainTimeout)),
        ];
    }

    private static IEnumerable<(string Name, string? Value)> Proxy(ProxySettings proxy)
    {
        var usual = ProxySettings.Default;
        return
        [
            ("proxy.protocol", proxy.Protocol == usual.Protocol ? null : RoutingWords.Of(proxy.Protocol)), ("proxy.backend", proxy.Backend == usual.Backend ? null : RoutingWords.Of(proxy.Backend)),
            ("proxy.cert", proxy.CertificateFile), ("proxy.key", proxy.KeyFile), ("proxy.connect_timeout", Unless(proxy.ConnectTimeout, usual.ConnectTimeout)),
            ("proxy.idle_timeout", Unless(proxy.IdleTimeout, usual.IdleTimeout)), ("proxy.max_header_size", Unless(proxy.MaxHeaderBytes, usual.MaxHeaderBytes)),
            ("proxy.max_body_size", proxy.MaxBodyBytes?.ToString(CultureInfo.InvariantCulture)), ("proxy.max_connections", Unless(proxy.MaxConnections, usual.MaxConnections)),
            ("proxy.retries", Unless(proxy.Retries, usual.Retries)), ("proxy.hold", Unless(proxy.HoldTimeout, usual.HoldTimeout)), ("proxy.max_held", Unless(proxy.MaxHeld, usual.MaxHeld)),
            ("proxy.eject_after", Unless(proxy.EjectAfter, usual.EjectAfter)), ("proxy.eject_for", Unless(proxy.EjectFor, usual.EjectFor)), ("proxy.access_log", proxy.AccessLog),
        ];
    }

    private static string? Probe(ProbeSettings? probe)
    {
        if (probe is null)
        {
            return null;
        }

        var often = string.Create(
            CultureInfo.InvariantCulture,
            $"interval {Milliseconds(probe.Interval)}, timeout {Milliseconds(probe.Timeout)}, delay {Milliseconds(probe.Delay)}, successes {probe.Successes}, failures {probe.Failures}");
        return $"{ProbeText.Of(probe.Check)} ({often})";
    }

    private static string? Unless(TimeSpan time, TimeSpan usual) => time == usual ? null : Milliseconds(time);

    private static string? Unless(int number, int usual) => number == usual ? null : number.ToString(CultureInfo.InvariantCulture);

    private static string Milliseconds(TimeSpan time) => time.TotalMilliseconds.ToString(CultureInfo.InvariantCulture);
}
