using ActorPm.Core.Catalog;

namespace ActorPm.Core.Control;

/// <summary>
/// One app to start, as the user wrote it: nothing is resolved yet, null means "not said". The daemon resolves it against the
/// caller's directory and environment (<see cref="ActorPm.Core.Apps.AppSpecResolver"/>).
/// </summary>
public sealed record AppRequest
{
    /// <summary>A script, a program, a command line with blanks, or the name, namespace or id of an app that exists.</summary>
    public required string Target { get; init; }

    /// <summary>The caller's working directory, absolute.</summary>
    public required string CallerDirectory { get; init; }

    /// <summary>The caller's environment: what the app inherits, and where PATH is searched.</summary>
    public required IReadOnlyDictionary<string, string> CallerEnvironment { get; init; }

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

    /// <summary>What to do when the same script runs already under this name; default: refuse.</summary>
    public WhenRunning IfRunning { get; init; }
}
