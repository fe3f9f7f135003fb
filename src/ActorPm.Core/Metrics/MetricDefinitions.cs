namespace ActorPm.Core.Metrics;

/// <summary>All metrics of a daemon. Names and labels are read by other people's dashboards: add, never rename.</summary>
public static class MetricDefinitions
{
    // Not "instance": Prometheus calls the target so, and would rename ours to exported_instance.
    private static readonly string[] Instance = ["app", "ordinal", "id"];
    private static readonly string[] Backend = ["app", "ordinal", "node"];

    private static readonly List<MetricDefinition> Defined = [];

    /// <summary>All of them, in the order of the page.</summary>
    public static IReadOnlyList<MetricDefinition> All => Defined;

    public static MetricDefinition BuildInfo { get; } = Gauge("apm_build_info", "1, with the daemon's version.", "version");

    public static MetricDefinition DaemonUptime { get; } = Gauge("apm_daemon_uptime_seconds", "How long the daemon's program runs; an update begins it anew.");

    public static MetricDefinition DaemonCpu { get; } = Counter("apm_daemon_cpu_seconds_total", "Processor time that the daemon has used.");

    public static MetricDefinition DaemonMemory { get; } = Gauge("apm_daemon_resident_memory_bytes", "Resident memory of the daemon.");

    public static MetricDefinition DaemonManaged { get; } = Gauge("apm_daemon_managed_memory_bytes", "Memory of the daemon's objects, as of the newest collection or later.");

    public static MetricDefinition DaemonCollections { get; } = Counter("apm_daemon_gc_collections_total", "Garbage collections.", "generation");

    public static MetricDefinition DaemonPause { get; } = Counter("apm_daemon_gc_pause_seconds_total", "How long collections have paused the daemon in all.");

    public static MetricDefinition DaemonThreads { get; } = Gauge("apm_daemon_threads", "Threads of the daemon's pool.");

    public static MetricDefinition DaemonWork { get; } = Gauge("apm_daemon_pending_work", "Work that waits for a thread of the pool; more than a few for long: the machine is too slow.");

    public static MetricDefinition MailboxWait { get; } = Gauge("apm_mailbox_wait_seconds", "How long a message waited in the mailbox of a main actor just now: catalog (commands), apps (all apps), routers.", "actor");

    public static MetricDefinition JournalWrites { get; } = Counter("apm_journal_writes_total", "Commands that were written to the journal.");

    public static MetricDefinition JournalSeconds { get; } = Counter("apm_journal_write_seconds_total", "How long these writes took in all.");

    public static MetricDefinition JournalFailures { get; } = Counter("apm_journal_failures_total", "Writes that failed; their commands were refused.");

    public static MetricDefinition HistoryDropped { get; } = Counter("apm_history_dropped_total", "Facts that the history could not take in time.");

    public static MetricDefinition AppInstances { get; } = Gauge("apm_app_instances", "Instances of an app by status.", "app", "namespace", "status");

    public static MetricDefinition AppRestarts { get; } = Counter(
        "apm_app_restarts_total", "Restarts of an app's instances by cause: exit, signal, unhealthy, not_started, memory, cron, watch, group, command.", "app", "cause");

    public static MetricDefinition InstanceUp { get; } = Gauge("apm_instance_up", "1 when its process runs.", Instance);

    public static MetricDefinition InstanceReady { get; } = Gauge("apm_instance_ready", "1 when it may be given requests.", Instance);

    public static MetricDefinition InstanceUptime { get; } = Gauge("apm_instance_uptime_seconds", "How long its process runs.", Instance);

    public static MetricDefinition InstanceRestarts { get; } = Counter("apm_instance_restarts_total", "How often it was restarted, as in apm list.", Instance);

    public static MetricDefinition InstanceFailedStarts { get; } = Gauge("apm_instance_failed_starts", "Runs in a row that were shorter than min_uptime.", Instance);

    public static MetricDefinition InstanceCpu { get; } = Counter("apm_instance_cpu_seconds_total", "Processor time of its process tree; ended descendants take theirs with them.", Instance);

    public static MetricDefinition InstanceMemory { get; } = Gauge("apm_instance_memory_bytes", "Resident memory of its process tree.", Instance);

    public static MetricDefinition InstanceProcesses { get; } = Gauge("apm_instance_processes", "Processes of its tree.", Instance);

    public static MetricDefinition InstanceThreads { get; } = Gauge("apm_instance_threads", "Threads of its process tree.", Instance);

    public static MetricDefinition InstanceDescriptors { get; } = Gauge("apm_instance_open_descriptors", "Descriptors that its main process has open.", Instance);

    public static MetricDefinition LogBytes { get; } = Counter("apm_instance_log_bytes_total", "Bytes written to its logs since the daemon writes them; instances that share a file each show all of it.", [.. Instance, "stream"]);

    public static MetricDefinition LogDropped { get; } = Counter("apm_instance_log_dropped_bytes_total", "Output that the disk could not take.", [.. Instance, "stream"]);

    public static MetricDefinition InstanceMetric { get; } = Gauge("apm_instance_metric", "What the app says of itself (axm metrics), where it is a number.", [.. Instance, "metric"]);

    public static MetricDefinition RouterOk { get; } = Gauge("apm_router_ok", "1 when the app gets its requests as it should; else apm describe says why not.", "app", "plane");

    public static MetricDefinition RouterHeld { get; } = Gauge("apm_router_held_requests", "Requests that wait for an instance.", "app");

    public static MetricDefinition RouterHeldTotal { get; } = Counter("apm_router_held_requests_total", "Requests that have waited for an instance.", "app");

    public static MetricDefinition RouterRejected { get; } = Counter("apm_router_rejected_requests_total", "Requests that no instance could take.", "app");

    public static MetricDefinition RouterConnections { get; } = Gauge("apm_router_connections", "Connections of clients.", "app");

    public static MetricDefinition BackendReady { get; } = Gauge("apm_backend_ready", "1 when the backend takes requests; 0 while it starts, drains or is ejected.", Backend);

    public static MetricDefinition BackendEjected { get; } = Gauge("apm_backend_ejected", "1 while the backend is left out because it failed.", Backend);

    public static MetricDefinition BackendActive { get; } = Gauge("apm_backend_active_requests", "Requests, or connections, under way.", Backend);

    public static MetricDefinition BackendRequests { get; } = Counter("apm_backend_requests_total", "Requests, or connections, that have begun; anew with each launch.", Backend);

    public static MetricDefinition BackendErrors { get; } = Counter("apm_backend_errors_total", "How many of them failed.", Backend);

    public static MetricDefinition BackendRetries { get; } = Counter("apm_backend_retries_total", "How many were tried elsewhere after they had failed here.", Backend);

    public static MetricDefinition BackendLatency { get; } = Gauge("apm_backend_latency_seconds", "So many of the newest requests took no longer: quantile 0.5, 0.9, 0.99.", [.. Backend, "quantile"]);

    private static MetricDefinition Gauge(string name, string help, params string[] labels) => Add(new MetricDefinition(name, MetricKind.Gauge, help, labels));

    private static MetricDefinition Counter(string name, string help, params string[] labels) => Add(new MetricDefinition(name, MetricKind.Counter, help, labels));

    private static MetricDefinition Add(MetricDefinition metric)
    {
        Defined.Add(metric);
        return metric;
    }
}
