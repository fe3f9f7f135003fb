using ActorPm.Daemon.Settings;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Sinks.File;

namespace ActorPm.Daemon.Logging;

/// <summary>The daemon's own log: one file in the home with a bounded number of older ones, and the console while a terminal watches.</summary>
internal static class DaemonLog
{
    /// <summary>How a line looks.</summary>
    public const string Template = "{Timestamp:yyyy-MM-ddTHH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>Opens it.</summary>
    /// <param name="home">Where it lies.</param>
    /// <param name="settings">Level and size.</param>
    /// <param name="recent">Keeps its newest lines, and says what it tells from now on.</param>
    /// <param name="watched">Whether to write to the console as well.</param>
    public static Logger Open(DaemonHome home, DaemonSettings settings, RecentLog recent, bool watched)
    {
        recent.Level.MinimumLevel = settings.LogLevel;
        var configuration = new LoggerConfiguration()
            .MinimumLevel.ControlledBy(recent.Level)
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .WriteTo.Sink(recent)
            .WriteTo.File(
                home.LogPath, outputTemplate: Template, formatProvider: System.Globalization.CultureInfo.InvariantCulture,
                fileSizeLimitBytes: settings.LogFileSize, rollOnFileSizeLimit: true, retainedFileCountLimit: settings.LogFiles, hooks: new PrivateFiles());
        return (watched
            ? configuration.WriteTo.Console(outputTemplate: Template, formatProvider: System.Globalization.CultureInfo.InvariantCulture, standardErrorFromLevel: LogEventLevel.Verbose)
            : configuration).CreateLogger();
    }

    private sealed class PrivateFiles : FileLifecycleHooks
    {
        public override Stream OnFileOpened(string path, Stream underlyingStream, System.Text.Encoding encoding)
        {
            DaemonHome.CreatePrivateFile(path);
            return underlyingStream;
        }
    }
}
