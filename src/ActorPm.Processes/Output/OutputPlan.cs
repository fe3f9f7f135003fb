using ActorPm.Core.Logs;

namespace ActorPm.Processes.Output;

/// <summary>What is done with an app's output on its way to the log files. Kept in the runtime record, so that a later daemon goes on alike.</summary>
/// <param name="Shape">How lines are written.</param>
/// <param name="DateFormat">The format of times, see <see cref="Core.Logs.DateFormat"/>; null means <c>YYYY-MM-DDTHH:mm:ss</c> for <see cref="LineShape.Dated"/> and ISO 8601 with milliseconds for <see cref="LineShape.Json"/>.</param>
/// <param name="CombinedFile">The log file that gets both outputs in addition to their own files, absolute; null for none.</param>
/// <param name="ProcessId">PM2's <c>process_id</c> in JSON lines: the number that users know the instance by.</param>
/// <param name="AppName">PM2's <c>app_name</c> in JSON lines.</param>
public sealed record OutputPlan(LineShape Shape, string? DateFormat, string? CombinedFile, int ProcessId, string AppName)
{
    /// <summary>Bytes as the app writes them, to the files of the two outputs alone.</summary>
    public static OutputPlan Raw { get; } = new(LineShape.Raw, null, null, 0, "");
}

/// <summary>How lines are written to a log file.</summary>
public enum LineShape
{
    /// <summary>As the app writes them, byte by byte.</summary>
    Raw,

    /// <summary>Each line behind the time at which it began, as in <c>2026-01-31T12:00:00: hello</c>.</summary>
    Dated,

    /// <summary>Each line as an object: <c>{"message":"hello","timestamp":"…","type":"out","process_id":0,"app_name":"web"}</c>.</summary>
    Json,
}
