using System.Text;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Logs;

/// <summary>How lines of log are shown.</summary>
internal enum LogLook
{
    /// <summary><c>0|web  | line</c>, all on standard output.</summary>
    Prefixed,

    /// <summary>The line alone; what an app wrote to standard error goes to standard error.</summary>
    Raw,

    /// <summary><c>timestamp=… app=web id=0 type=out message=line</c>.</summary>
    Formatted,

    /// <summary>A JSON object on a line of its own: message, timestamp, type, process_id, app_name.</summary>
    Json,
}

/// <summary>The look of lines, the time that they carry and the words that stand out.</summary>
/// <param name="Look">The look.</param>
/// <param name="Clock">When a line is shown.</param>
internal sealed record LogStyle(LogLook Look, TimeProvider Clock)
{
    /// <summary>The form of the time before each line; null for none.</summary>
    public DateFormat? Time { get; init; }

    /// <summary>The text that stands out in lines; empty for none.</summary>
    public byte[] Highlight { get; init; } = [];

    /// <summary>The time now as it is put before a line, UTF-8.</summary>
    public byte[] TimeNow() => Time is null ? [] : Encoding.UTF8.GetBytes(Time.Format(Clock.GetUtcNow(), Clock.LocalTimeZone));
}
