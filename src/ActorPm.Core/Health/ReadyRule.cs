using ActorPm.Core.Apps;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Health;

/// <summary>What an instance has to show before it counts as ready. The one place where this is decided for all launches.</summary>
public static class ReadyRule
{
    /// <summary>
    /// The signal that is awaited: the app's own; for an app without one that gets its requests through the daemon, that it listens. Workers of Node's cluster
    /// (handoff) say so to their router, which waits for it where it matters.
    /// </summary>
    public static ReadySignal SignalOf(AppSpec spec) =>
        spec.Ready.Signal is ReadySignal.Spawned && spec.Routing.Plane is DataPlane.Inherit or DataPlane.Proxy ? ReadySignal.Listening : spec.Ready.Signal;

    /// <summary>Whether anything is awaited between the launch and <c>online</c>.</summary>
    public static bool IsAwaited(AppSpec spec) => SignalOf(spec) is not ReadySignal.Spawned || spec.Health.Startup is not null || spec.Health.Readiness is not null;

    /// <summary>Whether it may be given requests although it has shown nothing in time: where nothing but PM2's <c>ready</c> was asked for, since PM2 does.</summary>
    public static bool ServesUnproven(AppSpec spec) =>
        SignalOf(spec) is ReadySignal.Spawned or ReadySignal.Message && spec.Health.Startup is null && spec.Health.Readiness is null;

    /// <summary>Whether something has to look at the living process: for its signal, or to ask it.</summary>
    public static bool NeedsWatch(AppSpec spec) =>
        spec.Health != HealthSettings.None
        || SignalOf(spec) is ReadySignal.Notify or ReadySignal.LogLine
        || (SignalOf(spec) is ReadySignal.Listening && spec.Routing.Plane is not DataPlane.Handoff);

    /// <summary>How long a new instance may take in a reload: what was said for reloads, else <c>listen_timeout</c>, else PM2's limit for a graceful reload.</summary>
    public static TimeSpan TimeLimitInReload(AppSpec spec) => spec.Reload.ReadyTimeout
        ?? (spec.Ready.ListenTimeout == ReadySettings.Default.ListenTimeout ? ReloadSettings.DefaultReadyTimeout : spec.Ready.ListenTimeout);

    /// <summary>Whether it is given <c>NOTIFY_SOCKET</c>.</summary>
    public static bool HasNotifySocket(AppSpec spec) => SignalOf(spec) is ReadySignal.Notify || spec.Health.Liveness?.Check is ProbeCheck.Watchdog;

    /// <summary>Why an instance that was given its time has not been seen to be ready, for people.</summary>
    public static string Missing(AppSpec spec) => $"{Awaited(spec)} within {SecondsText.Of(spec.Ready.ListenTimeout)} (listen_timeout)";

    /// <summary>What is missing as long as a signal has not come, as a sentence.</summary>
    public static string Awaited(AppSpec spec) => SignalOf(spec) switch
    {
        ReadySignal.Message => "it has not sent ready",
        ReadySignal.Listening => "it has not begun to listen",
        ReadySignal.Notify => "it has not sent READY=1",
        ReadySignal.LogLine => $"no line of its output has matched {spec.Ready.LogPattern}",
        ReadySignal.Spawned => "its first probe has not succeeded",
        var other => throw new ArgumentOutOfRangeException(nameof(spec), other, "Not a signal of readiness."),
    };
}
