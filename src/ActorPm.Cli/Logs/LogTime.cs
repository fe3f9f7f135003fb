using ActorPm.Core.Logs;

namespace ActorPm.Cli.Logs;

/// <summary>The forms of the time before a line of log that users need not write.</summary>
internal static class LogTime
{
    /// <summary>PM2's form for <c>--timestamp</c>.</summary>
    public static readonly DateFormat Default = DateFormat.Parse("YYYY-MM-DD-HH:mm:ss");

    /// <summary>PM2's form for <c>--format</c>, with the offset as <c>+0100</c>.</summary>
    public static readonly DateFormat WithOffset = DateFormat.Parse("YYYY-MM-DD-HH:mm:ssZZ");
}
