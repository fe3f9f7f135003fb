namespace ActorPm.Core.Apps;

/// <summary>When an instance counts as online.</summary>
/// <param name="Signal">What says so.</param>
/// <param name="ListenTimeout">How long to wait for it; then it counts as online all the same, as in PM2. At least 0; default 3 s.</param>
public sealed record ReadySettings(ReadySignal Signal, TimeSpan ListenTimeout)
{
    /// <summary>PM2's defaults.</summary>
    public static ReadySettings Default { get; } = new(ReadySignal.Spawned, TimeSpan.FromSeconds(3));

    /// <summary>For <see cref="ReadySignal.LogLine"/>: a regular expression of .NET, matched with a time limit; else null.</summary>
    public string? LogPattern { get; init; }
}

/// <summary>What says that an instance is online.</summary>
public enum ReadySignal
{
    /// <summary>Its process was started.</summary>
    Spawned,

    /// <summary>It sent <c>ready</c> over its channel (PM2's <c>wait_ready</c>).</summary>
    Message,

    /// <summary>
    /// It listens: the worker's word (handoff), a process of its tree waits for connections on a handed socket (inherit), or its own port or socket accepts (proxy).
    /// </summary>
    Listening,

    /// <summary>It sent <c>READY=1</c> to the socket that <c>NOTIFY_SOCKET</c> names (sd_notify).</summary>
    Notify,

    /// <summary>A line of its output matches <see cref="ReadySettings.LogPattern"/>.</summary>
    LogLine,
}
