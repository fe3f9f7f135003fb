using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing;

/// <summary>Turns what a router publishes into what users see.</summary>
internal static class RouterViewBuilder
{
    /// <summary>The view.</summary>
    public static RouterView Of(RouterFacts facts) => new(
        facts.Spec.Name.Value, WordOf(facts.Spec.Routing.Plane), WordOf(facts.Spec.Routing.Policy), [.. facts.Spec.Routing.Addresses.Select(address => address.ToString())],
        facts.Problem, [.. facts.Backends.All.Select(Of)], facts.Plane?.Totals);

    private static BackendView Of(Backend backend) => new(
        backend.PmId, backend.Ordinal, backend.Pid, WordOf(backend.State), backend.Reason, backend.Address?.ToString(), backend.Load.Active, backend.Load.Requests,
        backend.Load.Errors, backend.Load.Retries, Percentile(backend, 0.5), Percentile(backend, 0.9), Percentile(backend, 0.99), backend.EjectedUntil);

    private static double? Percentile(Backend backend, double share) => backend.Load.Latency?.Percentile(share)?.TotalMilliseconds;

    private static string WordOf(DataPlane plane) => plane switch
    {
        DataPlane.None => "none",
        DataPlane.Handoff => "handoff",
        DataPlane.Inherit => "inherit",
        DataPlane.Proxy => "proxy",
        _ => throw new ArgumentOutOfRangeException(nameof(plane), plane, "Not a data plane."),
    };

    private static string WordOf(BalancingPolicy policy) => policy switch
    {
        BalancingPolicy.RoundRobin => "round-robin",
        BalancingPolicy.LeastConnections => "least-connections",
        BalancingPolicy.PowerOfTwo => "power-of-two",
        BalancingPolicy.StickyCookie => "sticky-cookie",
        BalancingPolicy.StickyAddress => "sticky-address",
        _ => throw new ArgumentOutOfRangeException(nameof(policy), policy, "Not a balancing policy."),
    };

    private static string WordOf(BackendState state) => state switch
    {
        BackendState.Starting => "starting",
        BackendState.Ready => "ready",
        BackendState.Draining => "draining",
        BackendState.Ejected => "ejected",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of a backend."),
    };
}
