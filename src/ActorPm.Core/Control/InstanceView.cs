namespace ActorPm.Core.Control;

/// <summary>An instance as users see it. Environment values are not part of it.</summary>
/// <param name="PmId">The number by which users address it.</param>
/// <param name="Name">Its app.</param>
/// <param name="Namespace">Its app's namespace.</param>
/// <param name="Ordinal">Its number within the app, from 0.</param>
/// <param name="Status">One of <see cref="InstanceStatus"/>.</param>
/// <param name="Pid">The main process; 0 when none runs.</param>
/// <param name="Mode"><c>fork</c> or <c>cluster</c>.</param>
/// <param name="Version">The version in the app's package.json; <c>N/A</c> when there is none.</param>
/// <param name="StartedAt">When the newest process was started; null before the first.</param>
/// <param name="Restarts">How often it was restarted.</param>
/// <param name="FailedStarts">How many runs in a row were too short.</param>
/// <param name="Cpu">Percent of one core, whole tree; 0 when not online.</param>
/// <param name="Memory">Resident bytes, whole tree; 0 when not online.</param>
/// <param name="User">The user it runs as.</param>
/// <param name="Watching">Whether changed files restart it.</param>
/// <param name="Reason">Why it is errored or waits; null otherwise.</param>
/// <param name="OutFile">The log of standard output.</param>
/// <param name="ErrorFile">The log of standard error.</param>
public sealed record InstanceView(
    int PmId,
    string Name,
    string Namespace,
    int Ordinal,
    string Status,
    int Pid,
    string Mode,
    string Version,
    DateTimeOffset? StartedAt,
    int Restarts,
    int FailedStarts,
    double Cpu,
    long Memory,
    string User,
    bool Watching,
    string? Reason,
    string OutFile,
    string ErrorFile)
{
    /// <summary>Where its pid is written.</summary>
    public string PidFile { get; init; } = "";

    /// <summary>The node that it runs on; null where only one node was asked.</summary>
    public string? Node { get; init; }
}
