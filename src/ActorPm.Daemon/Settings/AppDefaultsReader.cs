using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads what holds for apps that say nothing else. The keys give PM2's variables when <c>PM2_</c> stands for <c>APM_</c>.</summary>
internal static class AppDefaultsReader
{
    /// <summary>Reads them.</summary>
    public static AppDefaults Read(SettingsReader reader) => new(
        new StopSettings(
            reader.Parsed("kill-signal", text => SignalNames.TryParse(text) is { } signal ? new Signal(signal) : null, "a signal such as SIGTERM", new Signal(UnixSignal.SIGINT)).Value,
            reader.Duration("kill-timeout", TimeSpan.Zero),
            StopScope.Tree)
        {
            Request = reader.Choice("kill-use-message", ("off", StopRequest.Signal), ("on", StopRequest.Message), ("false", StopRequest.Signal), ("true", StopRequest.Message)),
        },
        new ReadySettings(ReadySignal.Spawned, reader.Duration("graceful-listen-timeout", TimeSpan.Zero)),
        reader.Parsed("process-instance-var", text => text.Length > 0 && !text.Contains('=', StringComparison.Ordinal) ? text : null, "the name of an environment variable", AppSpec.DefaultInstanceVariable))
    {
        Routing = RoutingSettings.None with { DrainTimeout = reader.Duration("drain-timeout", TimeSpan.Zero) },
    };

    private sealed record Signal(UnixSignal Value);
}
