using System.Collections.Immutable;
using ActorPm.Core.Dependencies;
using ActorPm.Core.Groups;
using ActorPm.Core.Health;
using ActorPm.Core.Restarts;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Apps;

/// <summary>What the user asked for, resolved: every path is absolute, every default filled in. This is what the journal keeps.</summary>
/// <param name="Name">Unique in the daemon.</param>
/// <param name="Namespace">A word to select several apps by; PM2's default is <c>default</c>.</param>
/// <param name="Script">The absolute path of the script or program (PM2's <c>pm_exec_path</c>).</param>
/// <param name="Interpreter">The interpreter's name or path; <c>none</c> executes the script itself.</param>
/// <param name="InterpreterArguments">Put between the interpreter and the script.</param>
/// <param name="Arguments">Put after the script.</param>
/// <param name="WorkingDirectory">Absolute path in which the program starts.</param>
/// <param name="Environment">The variables that the user gave or had when starting the app. Sealed in the journal.</param>
/// <param name="Instances">The number of instances, at least 1.</param>
/// <param name="Counting">Whether instances were asked for by number (<c>-i</c>), which gives each log file of its own.</param>
/// <param name="Restart">When and how fast a dead instance comes back.</param>
/// <param name="Stop">How an instance is stopped.</param>
/// <param name="Logs">Where output goes.</param>
public sealed record AppSpec(
    AppName Name,
    string Namespace,
    string Script,
    string Interpreter,
    ImmutableArray<string> InterpreterArguments,
    ImmutableArray<string> Arguments,
    string WorkingDirectory,
    ImmutableSortedDictionary<string, string> Environment,
    int Instances,
    InstanceCounting Counting,
    RestartSettings Restart,
    StopSettings Stop,
    LogSettings Logs)
{
    /// <summary>The namespace of apps that were given none.</summary>
    public const string DefaultNamespace = "default";

    /// <summary>The interpreter that stands for "execute the script itself".</summary>
    public const string NoInterpreter = "none";

    /// <summary>The variable that tells an instance its number, unless the app names another.</summary>
    public const string DefaultInstanceVariable = "NODE_APP_INSTANCE";

    /// <summary>The most instances of one app: a bound against a slip of the finger, far above what one machine runs.</summary>
    public const int MaxInstances = 10_000;

    /// <summary>PM2's execution mode: instances of their own, or workers that share a port. Default fork.</summary>
    public ExecMode Mode { get; init; }

    /// <summary>Whether starting the app runs it; otherwise it is put on the list as stopped. Default true.</summary>
    public bool Autostart { get; init; } = true;

    /// <summary>The names of the variables in <see cref="Environment"/> that were given for this app; the others were inherited.</summary>
    public ImmutableSortedSet<string> GivenVariables { get; init; } = ImmutableSortedSet<string>.Empty;

    /// <summary>Which variables are not inherited.</summary>
    public EnvironmentFilter Filter { get; init; } = EnvironmentFilter.None;

    /// <summary>The variable that tells an instance its number.</summary>
    public string InstanceVariable { get; init; } = DefaultInstanceVariable;

    /// <summary>A variable whose value grows by one with each instance, from the value that it has in <see cref="Environment"/> (0 when none); null for none.</summary>
    public string? IncrementVariable { get; init; }

    /// <summary>When an instance counts as online.</summary>
    public ReadySettings Ready { get; init; } = ReadySettings.Default;

    /// <summary>Which changed files restart it.</summary>
    public WatchSettings Watch { get; init; } = WatchSettings.Off;

    /// <summary>When the calendar restarts it; null for never.</summary>
    public CronSettings? Cron { get; init; }

    /// <summary>The resident bytes of its process tree above which an instance is restarted; null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Who it runs as.</summary>
    public RunAs RunAs { get; init; } = RunAs.Daemon;

    /// <summary>The user's path for pid files, absolute; the id is put before its extension. Null means <c>pids/NAME-ID.pid</c> in the home.</summary>
    public string? PidFile { get; init; }

    /// <summary>Whether Node maps positions in errors to the sources; null leaves it to Node.</summary>
    public bool? SourceMaps { get; init; }

    /// <summary>How requests reach the instances.</summary>
    public RoutingSettings Routing { get; init; } = RoutingSettings.None;

    /// <summary>What is asked of a living instance.</summary>
    public HealthSettings Health { get; init; } = HealthSettings.None;

    /// <summary>How instances are replaced without a gap.</summary>
    public ReloadSettings Reload { get; init; } = ReloadSettings.Default;

    /// <summary>On which nodes of a cluster it runs.</summary>
    public Placement Placement { get; init; } = Placement.Pinned;

    /// <summary>The apps that have to stand first; each app once.</summary>
    public ImmutableArray<AppDependency> DependsOn { get; init; } = [];

    /// <summary>What its crash means for the others of its namespace.</summary>
    public GroupSettings Group { get; init; } = GroupSettings.None;

    /// <summary>What bounds its processes.</summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.None;

    /// <summary>Whether an old and a new process of one instance may live beside each other for a moment: what listens through the daemon, or says so.</summary>
    public bool MayOverlap => Routing.Plane is not DataPlane.None || Reload.Overlap;

    /// <summary>Fields of PM2 that are kept and shown but change nothing: name to JSON text.</summary>
    public ImmutableSortedDictionary<string, string> Remarks { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    // Immutable arrays compare by reference; two specs are the same when they say the same.
    /// <inheritdoc/>
    public bool Equals(AppSpec? other) =>
        other is not null
        && Name == other.Name && Namespace == other.Namespace && Script == other.Script && Interpreter == other.Interpreter
        && InterpreterArguments.SequenceEqual(other.InterpreterArguments) && Arguments.SequenceEqual(other.Arguments)
        && WorkingDirectory == other.WorkingDirectory && Environment.SequenceEqual(other.Environment)
        && Instances == other.Instances && Counting == other.Counting
        && Restart == other.Restart && Stop == other.Stop && Logs == other.Logs
        && Mode == other.Mode && Autostart == other.Autostart && GivenVariables.SetEquals(other.GivenVariables) && Filter == other.Filter
        && InstanceVariable == other.InstanceVariable && IncrementVariable == other.IncrementVariable && Ready == other.Ready
        && Watch == other.Watch && Cron == other.Cron && MemoryLimit == other.MemoryLimit && RunAs == other.RunAs
        && Routing == other.Routing && Health == other.Health && Reload == other.Reload && Placement == other.Placement
        && DependsOn.SequenceEqual(other.DependsOn) && Group == other.Group && Limits == other.Limits
        && PidFile == other.PidFile && SourceMaps == other.SourceMaps && Remarks.SequenceEqual(other.Remarks);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Namespace, Script, Interpreter, WorkingDirectory, Instances, Restart, Stop);
}

/// <summary>Whether the user counted instances, which decides the names of the log files.</summary>
public enum InstanceCounting
{
    /// <summary>A single instance by default: <c>NAME-out.log</c>.</summary>
    Single,

    /// <summary>Asked for by <c>-i</c> or <c>scale</c>: <c>NAME-out-ID.log</c>.</summary>
    Counted,
}

/// <summary>PM2's execution modes.</summary>
public enum ExecMode
{
    /// <summary>Each instance is a process of its own.</summary>
    Fork,

    /// <summary>Instances of a Node app that share a port.</summary>
    Cluster,
}
