using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;

namespace ActorPm.Core.Control;

/// <summary>
/// One app to start, as the user wrote it: nothing is resolved yet, null means "not said". The daemon resolves it against the
/// caller's directory and environment (<see cref="AppSpecResolver"/>).
/// </summary>
public sealed record AppRequest
{
    /// <summary>A script, a program, a command line with blanks, or the name, namespace or id of an app that exists.</summary>
    public required string Target { get; init; }

    /// <summary>The caller's working directory, absolute.</summary>
    public required string CallerDirectory { get; init; }

    /// <summary>The caller's environment: what the app inherits, and where PATH is searched.</summary>
    public required IReadOnlyDictionary<string, string> CallerEnvironment { get; init; }

    /// <summary>Where the app file lies, absolute: what is not found from the caller's directory is looked for there; null when there is no file.</summary>
    public string? FileDirectory { get; init; }

    /// <summary>Variables given for this app; they win over the caller's.</summary>
    public IReadOnlyDictionary<string, string>? Environment { get; init; }

    /// <summary>The app's name; default: the script's file name without its extension.</summary>
    public string? Name { get; init; }

    /// <summary>Default: <c>default</c>.</summary>
    public string? Namespace { get; init; }

    /// <summary>Where the app runs, absolute or relative to the caller's directory; default: the caller's directory.</summary>
    public string? Cwd { get; init; }

    /// <summary>Arguments for the script.</summary>
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The interpreter, or <c>none</c>; default: by extension.</summary>
    public string? Interpreter { get; init; }

    /// <summary>Arguments for the interpreter.</summary>
    public IReadOnlyList<string>? InterpreterArguments { get; init; }

    /// <summary>A number, <c>max</c> or <c>0</c> (one per processor), or negative (that many fewer than processors, at least 1).</summary>
    public string? Instances { get; init; }

    /// <summary><c>always</c>, <c>on-failure</c> or <c>never</c>; default <c>always</c>.</summary>
    public string? RestartMode { get; init; }

    /// <summary>Failed starts in a row until it is errored; at least 0, default 16.</summary>
    public int? MaxRestarts { get; init; }

    /// <summary>Milliseconds below which a run is a failed start; at least 0, default 1000.</summary>
    public double? MinimumUptimeMs { get; init; }

    /// <summary>Milliseconds before each restart; at least 0, default 0.</summary>
    public double? RestartDelayMs { get; init; }

    /// <summary>Milliseconds of the first growing pause; at least 0, 0 turns it off, default 0.</summary>
    public double? ExponentialBackoffMs { get; init; }

    /// <summary>Exit codes, 0 to 255, after which the app rests.</summary>
    public IReadOnlyList<int>? StopExitCodes { get; init; }

    /// <summary>Milliseconds to obey the polite signal; at least 0, default 1600.</summary>
    public double? KillTimeoutMs { get; init; }

    /// <summary>The polite signal: <c>SIGTERM</c>, <c>TERM</c> or <c>15</c>; default SIGINT.</summary>
    public string? KillSignal { get; init; }

    /// <summary>Whether descendants are stopped with the main process; default true.</summary>
    public bool? TreeKill { get; init; }

    /// <summary>The log of standard output, absolute or relative to the app's directory; <c>NULL</c> or <c>/dev/null</c> discards.</summary>
    public string? OutFile { get; init; }

    /// <summary>The log of standard error.</summary>
    public string? ErrorFile { get; init; }

    /// <summary><c>fork</c> or <c>cluster</c>; default: cluster for Node apps whose instances are counted.</summary>
    public string? ExecMode { get; init; }

    /// <summary>Whether starting it runs it; default true.</summary>
    public bool? Autostart { get; init; }

    /// <summary>Which of the caller's variables it does not inherit; default none.</summary>
    public EnvironmentFilter? Filter { get; init; }

    /// <summary>The variable that tells an instance its number; default NODE_APP_INSTANCE.</summary>
    public string? InstanceVariable { get; init; }

    /// <summary>A variable that grows by one with each instance; empty takes it back.</summary>
    public string? IncrementVariable { get; init; }

    /// <summary>Whether it is online only after its <c>ready</c> message; default false.</summary>
    public bool? WaitReady { get; init; }

    /// <summary>Milliseconds to wait for that; at least 0, default 3000.</summary>
    public double? ListenTimeoutMs { get; init; }

    /// <summary>Whether it is asked to stop by a message; default false.</summary>
    public bool? ShutdownWithMessage { get; init; }

    /// <summary>Whether changed files restart it; default false.</summary>
    public bool? Watch { get; init; }

    /// <summary>For a restart: what is watched is no longer, and the other way round.</summary>
    public bool ToggleWatch { get; init; }

    /// <summary>What is watched, absolute or relative to the app's directory; default: that directory.</summary>
    public IReadOnlyList<string>? WatchPaths { get; init; }

    /// <summary>What is not watched, in place of the default.</summary>
    public IReadOnlyList<string>? IgnoreWatch { get; init; }

    /// <summary>Milliseconds between a change and the restart; at least 0, default 0.</summary>
    public double? WatchDelayMs { get; init; }

    /// <summary>File name extensions that count, with or without the dot; default all.</summary>
    public IReadOnlyList<string>? WatchExtensions { get; init; }

    /// <summary>When the calendar restarts it; <c>0</c> or empty takes it back.</summary>
    public string? CronRestart { get; init; }

    /// <summary>The time zone of <see cref="CronRestart"/>, an IANA name; default the machine's.</summary>
    public string? CronTimeZone { get; init; }

    /// <summary><c>skip</c> or <c>queue</c>; default skip.</summary>
    public string? CronOverlap { get; init; }

    /// <summary>Bytes, or a number with K, M or G; <c>0</c> or empty takes it back.</summary>
    public string? MaxMemoryRestart { get; init; }

    /// <summary>The user that it runs as, a name or a number; root only.</summary>
    public string? User { get; init; }

    /// <summary>The group that it runs as.</summary>
    public string? Group { get; init; }

    /// <summary>The log of both outputs; <c>true</c> for the default path; empty takes it back.</summary>
    public string? LogFile { get; init; }

    /// <summary>Whether all instances share their log files.</summary>
    public bool? MergeLogs { get; init; }

    /// <summary><c>json</c> or <c>raw</c>; default raw.</summary>
    public string? LogType { get; init; }

    /// <summary>A date in front of each line, in day.js tokens; empty takes it back.</summary>
    public string? LogDateFormat { get; init; }

    /// <summary>The same as <see cref="LogDateFormat"/> <c>YYYY-MM-DDTHH:mm:ss</c>.</summary>
    public bool? Time { get; init; }

    /// <summary>Whether output is discarded.</summary>
    public bool? DisableLogs { get; init; }

    /// <summary>Where pids are written; <c>-ID</c> is put before the extension.</summary>
    public string? PidFile { get; init; }

    /// <summary>Whether Node maps positions in errors to the sources.</summary>
    public bool? SourceMapSupport { get; init; }

    /// <summary>How the workers of a cluster get their connections: <c>shared</c> or <c>connections</c>; default: shared, unless NODE_CLUSTER_SCHED_POLICY says rr.</summary>
    public string? Scheduling { get; init; }

    /// <summary>Listening sockets for the instances, in <see cref="Routing.ListenAddress"/>'s words; an empty list takes them back.</summary>
    public IReadOnlyList<string>? Sockets { get; init; }

    /// <summary>What the proxy before the instances does; default: there is none.</summary>
    public ProxyRequest? Proxy { get; init; }

    /// <summary><c>round_robin</c>, <c>least_connections</c>, <c>power_of_two</c>, <c>sticky_cookie</c> or <c>sticky_address</c>; default round_robin.</summary>
    public string? Balance { get; init; }

    /// <summary>Milliseconds that an instance that leaves may take to finish what it has begun; at least 0, default 30,000.</summary>
    public double? DrainTimeoutMs { get; init; }

    /// <summary>Whether an instance has come up; default: nothing is asked.</summary>
    public ProbeRequest? StartupProbe { get; init; }

    /// <summary>Whether it can take requests now; default: nothing is asked.</summary>
    public ProbeRequest? ReadinessProbe { get; init; }

    /// <summary>Whether it is worth keeping; default: nothing is asked.</summary>
    public ProbeRequest? LivenessProbe { get; init; }

    /// <summary>What says that it is online, in the words of <see cref="ReadyOn"/>; default <c>spawned</c>.</summary>
    public string? ReadyOn { get; init; }

    /// <summary>How many new instances a reload starts at a time: <c>2</c> or <c>25%</c>; empty takes it back, default 1.</summary>
    public string? Surge { get; init; }

    /// <summary>Milliseconds that a new instance must have been ready before an old one leaves; at least 0, the default.</summary>
    public double? MinimumHealthyTimeMs { get; init; }

    /// <summary>Milliseconds that a new instance of a reload may take until it is ready; more than 0; default <see cref="ListenTimeoutMs"/>, or 8000.</summary>
    public double? ReadyTimeoutMs { get; init; }

    /// <summary>Whether a reload may run an old and a new process beside each other though no requests are routed to them; default false.</summary>
    public bool? Overlap { get; init; }

    /// <summary>On which nodes of a cluster it runs: <c>pinned</c>, <c>single</c>, <c>spread</c> or <c>every</c>; default <c>pinned</c>, the node where it is started.</summary>
    public string? Placement { get; init; }

    /// <summary>The roles and labels (<c>zone=eu</c>) that its nodes must have; default none.</summary>
    public IReadOnlyList<string>? PlacementRoles { get; init; }

    /// <summary>How many instances of a spread app may be on one node; 0, the default, for any number.</summary>
    public int? PlacementPerNode { get; init; }

    /// <summary>The label over whose values a spread app is laid out evenly; empty, the default, for nodes alone.</summary>
    public string? PlacementOver { get; init; }

    /// <summary>Movable apps with which it shares no node; default none.</summary>
    public IReadOnlyList<string>? PlacementApartFrom { get; init; }

    /// <summary>
    /// How many instances of the whole cluster may be away while a reload of a movable app goes over the nodes: a number of at least 1, or a share (<c>25%</c>); empty, the default,
    /// for one node after another.
    /// </summary>
    public string? MaxUnavailable { get; init; }

    /// <summary>The apps that have to stand first, in <see cref="Dependencies.AppDependency"/>'s words (<c>db</c>, <c>db:healthy</c>); empty takes them back.</summary>
    public IReadOnlyList<string>? DependsOn { get; init; }

    /// <summary>What its crash means for the others of its namespace: <c>one_for_one</c>, <c>one_for_all</c> or <c>rest_for_one</c>; default one_for_one, nothing.</summary>
    public string? GroupStrategy { get; init; }

    /// <summary>How many crashes of its namespace within <see cref="GroupPeriodMs"/> are borne before all of it is given up; at least 0; default any number.</summary>
    public int? GroupIntensity { get; init; }

    /// <summary>The milliseconds in which they are counted; at least 1, default 60,000.</summary>
    public double? GroupPeriodMs { get; init; }

    /// <summary>What bounds its processes, in <see cref="LimitWords"/>'s names and values; what is not named stays, <c>default</c> takes a limit back.</summary>
    public IReadOnlyDictionary<string, string>? Limits { get; init; }

    /// <summary>The same with nothing of who asks: neither a directory nor an environment. What then equals <see cref="OnList"/> says nothing but a target.</summary>
    public AppRequest Bare() => this with
    {
        CallerDirectory = "/", CallerEnvironment = ImmutableDictionary<string, string>.Empty, Environment = Environment is { Count: 0 } ? null : Environment,
    };

    /// <summary>Asks for an app that is on a list already, by whoever has neither a directory nor an environment to give to it.</summary>
    /// <param name="target">Its name or id.</param>
    public static AppRequest OnList(string target) => new() { Target = target, CallerDirectory = "/", CallerEnvironment = ImmutableDictionary<string, string>.Empty };

    /// <summary>Fields of PM2 that are kept and shown but change nothing: name to JSON text.</summary>
    public IReadOnlyDictionary<string, string>? Remarks { get; init; }

    /// <summary>What to do when the same script runs already under this name; default: refuse.</summary>
    public WhenRunning IfRunning { get; init; }
}
