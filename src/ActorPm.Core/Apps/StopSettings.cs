using ActorPm.Core.Instances;

namespace ActorPm.Core.Apps;

/// <summary>How an instance is stopped: a request, a time to obey it, then SIGKILL.</summary>
/// <param name="Signal">The polite signal. Default SIGINT, as PM2 sends.</param>
/// <param name="KillTimeout">How long the processes may take to obey before SIGKILL. At least 0; default 1.6 s, as PM2.</param>
/// <param name="Scope">Who is signalled: the whole process tree (default) or the main process alone.</param>
public sealed record StopSettings(UnixSignal Signal, TimeSpan KillTimeout, StopScope Scope)
{
    /// <summary>PM2's defaults.</summary>
    public static StopSettings Default { get; } = new(UnixSignal.SIGINT, TimeSpan.FromMilliseconds(1600), StopScope.Tree);

    /// <summary>How it is asked. An instance without a channel is sent the signal in any case.</summary>
    public StopRequest Request { get; init; }
}

/// <summary>How an instance is asked to stop.</summary>
public enum StopRequest
{
    /// <summary>By the polite signal.</summary>
    Signal,

    /// <summary>By the message <c>shutdown</c> over its channel (PM2's <c>shutdown_with_message</c>).</summary>
    Message,
}

/// <summary>Which processes of an instance a stop is meant for.</summary>
public enum StopScope
{
    /// <summary>The main process and all its descendants, double-forked ones included.</summary>
    Tree,

    /// <summary>The main process only; descendants are left alone (PM2's <c>treekill: false</c>).</summary>
    MainProcess,
}
