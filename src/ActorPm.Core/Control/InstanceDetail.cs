namespace ActorPm.Core.Control;

/// <summary>All that <c>describe</c> shows of an instance.</summary>
/// <param name="View">What lists show.</param>
/// <param name="Script">The script's absolute path.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Interpreter">The interpreter, or <c>none</c>.</param>
/// <param name="InterpreterArguments">The interpreter's arguments.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="PidFile">Where its pid is written.</param>
/// <param name="CreatedAt">When it was first started or its counters were reset.</param>
/// <param name="Instances">How many instances the app has.</param>
/// <param name="RestartMode"><c>always</c>, <c>on-failure</c> or <c>never</c>.</param>
/// <param name="MaxRestarts">How many failed starts in a row are one too many.</param>
/// <param name="MinimumUptimeMs">A run shorter than this is a failed start.</param>
/// <param name="RestartDelayMs">The pause before a restart.</param>
/// <param name="BackoffMs">The first growing pause; null when pauses do not grow.</param>
/// <param name="StopExitCodes">Exit codes after which it rests.</param>
/// <param name="KillTimeoutMs">The time to obey the polite signal.</param>
/// <param name="KillSignal">The polite signal.</param>
/// <param name="TreeKill">Whether descendants are stopped with it.</param>
/// <param name="LastExit">How the newest ended process ended, in words; null when none has ended.</param>
/// <param name="ExitCode">The same as a shell would report it.</param>
/// <param name="NodeEnv">The value of NODE_ENV that it was started with; null when unset.</param>
/// <param name="DroppedLogBytes">Output that could not be written (disk full).</param>
/// <param name="LogProblem">Why output could not be written the last time.</param>
/// <param name="LastErrorLines">The last lines of its error log, or of its output when that is empty; filled when it is not online.</param>
public sealed record InstanceDetail(
    InstanceView View,
    string Script,
    IReadOnlyList<string> Arguments,
    string Interpreter,
    IReadOnlyList<string> InterpreterArguments,
    string WorkingDirectory,
    string PidFile,
    DateTimeOffset CreatedAt,
    int Instances,
    string RestartMode,
    int MaxRestarts,
    double MinimumUptimeMs,
    double RestartDelayMs,
    double? BackoffMs,
    IReadOnlyList<int> StopExitCodes,
    double KillTimeoutMs,
    string KillSignal,
    bool TreeKill,
    string? LastExit,
    int? ExitCode,
    string? NodeEnv,
    long DroppedLogBytes,
    string? LogProblem,
    IReadOnlyList<string> LastErrorLines)
{
    /// <summary>A number for this instance that no other has had, as PM2's <c>unique_id</c>; empty when it is not known.</summary>
    public string UniqueId { get; init; } = "";

    /// <summary>The version of Node that runs it, such as <c>20.20.2</c>; null when it is no Node app or the version is not known.</summary>
    public string? NodeVersion { get; init; }

    /// <summary>Whether starting the app runs it.</summary>
    public bool Autostart { get; init; } = true;

    /// <summary>The cron pattern that restarts it; null for none.</summary>
    public string? Cron { get; init; }

    /// <summary>The resident bytes above which it is restarted; null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>Whether it must say <c>ready</c> before it counts as online.</summary>
    public bool WaitReady { get; init; }

    /// <summary>How long to wait for that; null leaves it to the default.</summary>
    public double? ListenTimeoutMs { get; init; }

    /// <summary>Whether it is asked to stop by a message rather than by a signal.</summary>
    public bool ShutdownWithMessage { get; init; }

    /// <summary>The paths that are watched; empty means the working directory.</summary>
    public IReadOnlyList<string> WatchPaths { get; init; } = [];

    /// <summary>What does not count among them; null is the default.</summary>
    public IReadOnlyList<string>? IgnoreWatch { get; init; }

    /// <summary>The pause between a change and the restart.</summary>
    public double WatchDelayMs { get; init; }

    /// <summary>The user that it was told to run as, a name or a number; null is the daemon's own.</summary>
    public string? Uid { get; init; }

    /// <summary>The group that it was told to run as.</summary>
    public string? Gid { get; init; }

    /// <summary>The variable that tells it its number.</summary>
    public string InstanceVariable { get; init; } = "NODE_APP_INSTANCE";

    /// <summary>The variable that grows by one with each instance; null for none.</summary>
    public string? IncrementVariable { get; init; }

    /// <summary>Parts of the names of variables that it does not inherit.</summary>
    public IReadOnlyList<string> FilterEnv { get; init; } = [];

    /// <summary>The log that gets both outputs in addition; null for none.</summary>
    public string? CombinedFile { get; init; }

    /// <summary>Whether all instances write to the same logs.</summary>
    public bool MergeLogs { get; init; }

    /// <summary>The day.js tokens of the time before each line; null for none.</summary>
    public string? LogDateFormat { get; init; }

    /// <summary><c>json</c>; null is raw.</summary>
    public string? LogType { get; init; }

    /// <summary>Whether nothing is logged.</summary>
    public bool LogsDisabled { get; init; }

    /// <summary>Whether Node maps positions in errors to the sources; null leaves it to Node.</summary>
    public bool? SourceMaps { get; init; }

    /// <summary>What the app says of routing, health and reload: names and values in the words of an app file; what has its default is not there.</summary>
    public IReadOnlyDictionary<string, string> Serving { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether it is ready and what its probes found; null when no process lives, or nothing is asked of it.</summary>
    public HealthView? Health { get; init; }

    /// <summary>Fields of PM2's app files that change nothing here: name to JSON text.</summary>
    public IReadOnlyDictionary<string, string> Remarks { get; init; } = new Dictionary<string, string>();

    /// <summary>The actions that the app offers: PM2's <c>axm_actions</c> as JSON text.</summary>
    public string AxmActions { get; init; } = "[]";

    /// <summary>The metrics that the app reports: PM2's <c>axm_monitor</c> as JSON text.</summary>
    public string AxmMonitor { get; init; } = "{}";

    /// <summary>PM2's <c>axm_options</c> as JSON text.</summary>
    public string AxmOptions { get; init; } = "{}";

    /// <summary>The revision of its working tree; filled by <c>describe</c> alone, null when it is under no revision control.</summary>
    public RevisionView? Revision { get; init; }

    /// <summary>How the app's router stands; filled by <c>describe</c> alone, null when the app brings its own sockets, or none.</summary>
    public RouterView? Router { get; init; }

    /// <summary>How far a reload of the app is, for people; filled by <c>describe</c> alone, null when none is under way.</summary>
    public string? Reload { get; init; }
}
