using System.Collections.Immutable;
using ActorPm.Core.Restarts;

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

    /// <summary>The most instances of one app: a bound against a slip of the finger, far above what one machine runs.</summary>
    public const int MaxInstances = 10_000;

    // Immutable arrays compare by reference; two specs are the same when they say the same.
    /// <inheritdoc/>
    public bool Equals(AppSpec? other) =>
        other is not null
        && Name == other.Name && Namespace == other.Namespace && Script == other.Script && Interpreter == other.Interpreter
        && InterpreterArguments.SequenceEqual(other.InterpreterArguments) && Arguments.SequenceEqual(other.Arguments)
        && WorkingDirectory == other.WorkingDirectory && Environment.SequenceEqual(other.Environment)
        && Instances == other.Instances && Counting == other.Counting
        && Restart == other.Restart && Stop == other.Stop && Logs == other.Logs;

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
