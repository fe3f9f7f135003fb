using Akka.Actor;
using Akka.Dispatch;
using Akka.Event;
using Serilog.Core;
using Serilog.Events;
using LogEvent = Akka.Event.LogEvent;

namespace ActorPm.Daemon.Logging;

/// <summary>
/// Hands Akka's log events to Serilog, with template and arguments intact and the logging class as source. Akka.Hosting's own logger loses the
/// class, and shuffles the arguments of positional templates.
/// </summary>
internal sealed class SerilogAkkaLogger : UntypedActor, IRequiresMessageQueue<ILoggerMessageQueueSemantics>
{
    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case InitializeLogger:
                Sender.Tell(new LoggerInitialized());
                break;
            case LogEvent happened:
                Write(happened);
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private static void Write(LogEvent happened)
    {
        var level = happened.LogLevel() switch
        {
            LogLevel.DebugLevel => LogEventLevel.Debug,
            LogLevel.InfoLevel => LogEventLevel.Information,
            LogLevel.WarningLevel => LogEventLevel.Warning,
            LogLevel.ErrorLevel => LogEventLevel.Error,
            var other => throw new InvalidOperationException($"Not a log level: {other}."),
        };
        var log = Serilog.Log.ForContext(Constants.SourceContextPropertyName, happened.LogClass?.FullName ?? "Akka");
        if (!log.IsEnabled(level))
        {
            return;
        }

        if (happened.Message is LogMessage message)
        {
#pragma warning disable CA2254 // Akka hands over the template as a value
            log.Write(level, happened.Cause, message.Format, [.. message.Parameters()]);
#pragma warning restore CA2254
        }
        else
        {
            log.Write(level, happened.Cause, "{Message:l}", happened.Message);
        }
    }
}
