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
    IReadOnlyList<string> LastErrorLines);
