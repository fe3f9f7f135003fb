using ActorPm.Core.Control;
using ActorPm.Core.Routing;
using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The fields that say how requests reach an app, how its health is asked, and how it is replaced without a gap.</summary>
internal static class AppServingFields
{
    public static IReadOnlyList<AppField> All { get; } =
    [
        AppField.Of(["scheduling"], Choice("shared", "connections"), "How workers of a cluster get connections: all accept from one socket, or the daemon gives each connection to one.",
            "shared, unless NODE_CLUSTER_SCHED_POLICY is rr",
            (draft, scheduling) => draft.With(app => app with { Scheduling = scheduling })),
        AppField.Of(["sockets"], Addresses, "Listening sockets that instances find at descriptor 3 and up (LISTEN_FDS): a port, host:port or unix:/path, each with a name before it if wanted: web=8080.", null,
            (draft, sockets) => draft.With(app => app with { Sockets = sockets })),
        AppField.OfObject(["proxy"], ProxyFields.Shape, ProxyFields.Brief, "Where the daemon listens and forwards requests to the instances; true for the app's port.", null,
            (draft, proxy) => draft.With(app => app with { Proxy = proxy })),
        AppField.Of(["balance"], Choice([.. RoutingWords.Policies]), "Which instance gets the next request (proxy) or connection (scheduling: connections).", RoutingWords.RoundRobin,
            (draft, policy) => draft.With(app => app with { Balance = policy })),
        AppField.Of(["drain_timeout"], Duration, "How long an instance that leaves may take to finish what it has begun.", "30s",
            (draft, time) => draft.With(app => app with { DrainTimeoutMs = time })),
        Probe("startup_probe", "Asks whether an instance has come up: the other probes wait for it; when it fails for good, the instance is restarted.",
            (app, probe) => app with { StartupProbe = probe }),
        Probe("readiness_probe", "Asks whether an instance can take requests now; it gets none while it cannot.", (app, probe) => app with { ReadinessProbe = probe }),
        Probe("liveness_probe", "Asks whether an instance is worth keeping; when it fails for good, the instance is restarted.", (app, probe) => app with { LivenessProbe = probe }),
        AppField.Of(["ready_on"], ReadySign, "What says that an instance is online: its start, the message ready, that it listens, sd_notify's READY=1, or a line of its output.",
            "spawned; listening with proxy or sockets; message with wait_ready",
            (draft, sign) => draft.With(app => app with { ReadyOn = sign })),
        AppField.Of(["surge"], AtATime, "How many new instances a reload starts at a time, beyond those that serve.", "1",
            (draft, surge) => draft.With(app => app with { Surge = surge })),
        AppField.Of(["min_healthy_time"], Duration, "How long a new instance must have been ready before an old one leaves.", "3 s for the first new instance of a reload, 0 for the others",
            (draft, time) => draft.With(app => app with { MinimumHealthyTimeMs = time })),
        AppField.Of(["ready_timeout"], Duration, "How long a new instance of a reload may take until it is ready.", "listen_timeout, or 8s when that is not given",
            (draft, time) => draft.With(app => app with { ReadyTimeoutMs = time })),
        AppField.Of(["overlap"], Truth, "Whether a reload may run an old and a new process beside each other in an app to which no requests are routed.", "false",
            (draft, overlaps) => draft.With(app => app with { Overlap = overlaps })),
        AppField.Of(["placement"], Choice("pinned", "single", "spread", "every"),
            "On which nodes of a cluster the app runs: where it is started; one instance on one node; its instances over all nodes; its instances on each node.", "pinned",
            (draft, placement) => draft.With(app => app with { Placement = placement })),
        AppField.Of(["placement_roles"], Texts, "The roles and labels (zone=eu) that a node must have for the app to run there.", "none",
            (draft, roles) => draft.With(app => app with { PlacementRoles = roles })),
        AppField.Of(["placement_per_node"], WholeNumber, "How many instances of a spread app may be on one node; 0 for any number.", "0",
            (draft, most) => draft.With(app => app with { PlacementPerNode = most })),
        AppField.Of(["placement_over"], Text, "The label over whose values a spread app is laid out evenly, such as zone.", "none: over nodes",
            (draft, label) => draft.With(app => app with { PlacementOver = label })),
        AppField.Of(["placement_apart_from"], Texts, "Movable apps with which it shares no node.", "none",
            (draft, apps) => draft.With(app => app with { PlacementApartFrom = apps })),
        AppField.Of(["max_unavailable"], AtATime, "How many instances of the whole cluster may be away while a reload of a movable app goes over the nodes.", "one node after another",
            (draft, away) => draft.With(app => app with { MaxUnavailable = away })),
    ];

    private static AppField Probe(string name, string description, Func<AppRequest, ProbeRequest, AppRequest> set) => AppField.OfObject(
        [name], ProbeFields.Shape, ProbeFields.Brief, description, "none", (draft, probe) => draft.With(app => set(app, probe)));
}
