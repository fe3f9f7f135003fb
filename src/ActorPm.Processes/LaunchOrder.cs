using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing;
using ActorPm.Processes.Output;
using ActorPm.Processes.Sockets;

namespace ActorPm.Processes;

/// <summary>All that is needed to start a process; nothing is looked up any more.</summary>
/// <param name="Instance">For people: which slot of which app.</param>
/// <param name="Serial">The slot's number, never used twice in a home.</param>
/// <param name="Attempt">The number of the launch, from 1.</param>
/// <param name="Program">The absolute path of the program to execute.</param>
/// <param name="Arguments">The arguments after the program's own name.</param>
/// <param name="WorkingDirectory">Absolute path.</param>
/// <param name="Environment">All variables of the child; the launcher adds its mark and nothing else.</param>
/// <param name="OutFile">The log file for standard output, absolute; null discards. The same path as <paramref name="ErrorFile"/> keeps the order of writes.</param>
/// <param name="ErrorFile">The log file for standard error, absolute; null discards.</param>
/// <param name="PidFile">Holds the pid as bare digits while the process lives; absolute.</param>
/// <param name="History">Restart counters, kept in the runtime record.</param>
public sealed record LaunchOrder(
    InstanceId Instance,
    long Serial,
    int Attempt,
    string Program,
    ImmutableArray<string> Arguments,
    string WorkingDirectory,
    IReadOnlyDictionary<string, string> Environment,
    string? OutFile,
    string? ErrorFile,
    string PidFile,
    RestartHistory History)
{
    /// <summary>In which shape output goes to the log files, and to which further one; default <see cref="OutputPlan.Raw"/>.</summary>
    public OutputPlan Output { get; init; } = OutputPlan.Raw;

    /// <summary>What it is told to listen on, kept for a later daemon; null, the default, for nothing. The launcher tells it nothing: its environment does.</summary>
    public ListenAddress? Address { get; init; }

    /// <summary>The channel on which the app and the daemon talk; none by default.</summary>
    public ChannelUse Channel { get; init; }

    /// <summary>
    /// Listening sockets that the app finds at descriptor 3 and up, told of by LISTEN_FDS, LISTEN_FDNAMES and LISTEN_PID (systemd's protocol). None by default.
    /// Needs <see cref="ProcessesOptions.Trampoline"/>: nobody else can know the app's pid beforehand.
    /// </summary>
    public ImmutableArray<PassedSocket> Sockets { get; init; } = [];

    /// <summary>What the app reads on standard input; nothing by default.</summary>
    public InputUse Input { get; init; }

    /// <summary>
    /// As whom the app runs; null, the default, runs it as the daemon's own user with its groups. Needs <see cref="ProcessesOptions.Trampoline"/>. What then fails
    /// in the child itself ends it with exit code 125, 126 or 127 and a line in its error log.
    /// </summary>
    public UserIdentity? RunAs { get; init; }

    /// <summary>
    /// What bounds it; none by default. Needs <see cref="ProcessesOptions.Trampoline"/>. Those of the whole tree are kept where a group of cgroup version 2 can be had
    /// (<see cref="ProcessHost.ProblemOfGroup"/>); elsewhere it runs without them.
    /// </summary>
    public ResourceLimits Limits { get; init; } = ResourceLimits.None;
}

/// <summary>Whether a child gets a channel, and which.</summary>
public enum ChannelUse
{
    /// <summary>None.</summary>
    None,

    /// <summary>
    /// The channel of Node's <c>child_process.fork</c>: JSON, a message per line, on the descriptor that NODE_CHANNEL_FD names. For Node and Bun.
    /// </summary>
    Node,
}

/// <summary>What a child finds on its standard input.</summary>
public enum InputUse
{
    /// <summary>/dev/null: its end at once.</summary>
    Null,

    /// <summary>A pipe that never ends, for <see cref="IRunningProcess.WriteInput"/>.</summary>
    Pipe,
}
