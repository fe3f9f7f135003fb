using ActorPm.Core.Control;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing;

/// <summary>Turns what a router publishes into what users see.</summary>
internal static class RouterViewBuilder
{
    /// <summary>The view.</summary>
    public static RouterView Of(RouterFacts facts) => new(
        facts.Spec.Name.Value, RoutingWords.Of(facts.Spec.Routing.Plane), RoutingWords.Of(facts.Spec.Routing.Policy), [.. facts.Spec.Routing.Addresses.Select(address => address.ToString())],
        facts.Problem, [.. facts.Backends.All.Select(Of)], facts.Plane?.Totals);

    private static BackendView Of(Backend backend) => new(
        backend.PmId, backend.Ordinal, backend.Pid, WordOf(backend.State), backend.Reason, backend.Address?.ToString(), backend.Load.Active, backend.Load.Requests,
        backend.Load.Errors, backend.Load.Retries, Percentile(backend, 0.5), Percentile(backend, 0.9), Percentile(backend, 0.99), backend.EjectedUntil)
    {
        Node = backend.Node,
        Weight = backend.Weight,
    };

    private static double? Percentile(Backend backend, double share) => backend.Load.Latency?.Percentile(share)?.TotalMilliseconds;

    private static string WordOf(BackendState state) => state switch
    {
        BackendState.Starting => "starting",
        BackendState.Ready => "ready",
        BackendState.Draining => "draining",
        BackendState.Ejected => "ejected",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of a backend."),
    };
}
