using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.Operators;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;

namespace ActorPm.Daemon.Operators;

/// <summary>The palette <c>router</c>.</summary>
internal sealed class RouterVerbs(CatalogBoard list, RouterEndpoints routers)
{
    /// <summary>Carries a verb out.</summary>
    public IReadOnlyList<string> Tell(OperatorCall call) => call.Verb.Name switch
    {
        "list" => All(),
        "show" => One(routers.Of(call.Value("name"))),
        _ => throw new InvalidOperationException($"Nobody knows {call.Name}."),
    };

    private IReadOnlyList<string> All()
    {
        var routed = list.Current.Apps.Values
            .Where(entry => entry.Spec.Routing.Plane is not Core.Routing.DataPlane.None)
            .Select(entry => routers.Of(entry.Spec.Name.Value))
            .ToList();
        if (routed.Count == 0)
        {
            return ["No app gets its requests through the daemon."];
        }

        return TextColumns.Of([
            ["app", "plane", "policy", "ready", "active", "requests", "addresses", "problem"],
            .. routed.Select(router => new[]
            {
                router.App, router.Plane, router.Policy, $"{router.Backends.Count(backend => backend.State == "ready")}/{router.Backends.Count}",
                Quantities.Number(router.Backends.Sum(backend => backend.Active)), Quantities.Number(router.Backends.Sum(backend => backend.Requests)),
                string.Join(", ", router.Addresses), router.Problem ?? "",
            }),
        ]);
    }

    private static IReadOnlyList<string> One(RouterView router) =>
    [
        .. TextColumns.Of([
            ["app", router.App],
            ["plane", router.Plane],
            ["policy", router.Policy],
            ["addresses", string.Join(", ", router.Addresses)],
            ["problem", router.Problem ?? "none"],
            .. router.Totals is { } totals
                ? [["waiting", $"{totals.Held} now, {totals.HeldTotal} in all"], ["refused", Quantities.Number(totals.Rejected)]]
                : Array.Empty<string[]>(),
        ]),
        "",
        .. TextColumns.Of([
            ["id", "state", "address", "active", "requests", "errors", "retries", "p50", "p90", "p99", "reason"],
            .. router.Backends.Select(backend => new[]
            {
                backend.Node is null ? Quantities.Number(backend.PmId) : "-", backend.State, backend.Node is { } node ? $"node {node}" : backend.Address ?? "-",
                Quantities.Number(backend.Active), Quantities.Number(backend.Requests), Quantities.Number(backend.Errors), Quantities.Number(backend.Retries),
                Milliseconds(backend.P50Ms), Milliseconds(backend.P90Ms), Milliseconds(backend.P99Ms), backend.Reason ?? "",
            }),
        ]),
    ];

    private static string Milliseconds(double? value) => value is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms:0.##} ms") : "-";
}
