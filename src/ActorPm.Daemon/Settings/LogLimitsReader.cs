using System.Globalization;
using ActorPm.Core.Logs;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads the settings below <c>actorpm.logs</c>.</summary>
internal static class LogLimitsReader
{
    /// <summary>Reads them.</summary>
    public static LogLimits Read(SettingsReader reader)
    {
        var zone = reader.Parsed("logs.time-zone", Zone, "a time zone such as Europe/Paris, or local", TimeZoneInfo.Local);
        var rotation = new RotationSettings(
            reader.Bytes("logs.max-size", 0, long.MaxValue),
            reader.Parsed("logs.retain", Count, "a whole number of files, or all", new Retained(RotationSettings.DefaultRetain)).Files,
            reader.Choice("logs.compress", ("off", LogCompression.None), ("gzip", LogCompression.Gzip)),
            reader.Parsed("logs.date-format", text => text.Length > 0 ? new RotatedNames(DateFormat.Parse(text)) : null, "a date format such as " + RotatedNames.DefaultDateFormat, new RotatedNames(DateFormat.Parse(RotatedNames.DefaultDateFormat))),
            reader.Parsed("logs.schedule", RotationSchedule.TryParse, "a cron expression such as '0 0 * * *', or off", RotationSchedule.TryParse(RotationSchedule.Daily)!),
            zone);
        var least = reader.Bytes("logs.free-space.least", 0, long.MaxValue);
        return new LogLimits(
            rotation,
            reader.Bytes("logs.app-budget", 0, long.MaxValue),
            reader.Bytes("logs.home-budget", 0, long.MaxValue),
            reader.Number("logs.home-budget-percent", 0, 100),
            new SpaceFloor(reader.Number("logs.free-space.percent", 0, 50), least, Math.Max(least, reader.Bytes("logs.free-space.most", 0, long.MaxValue))));
    }

    private static TimeZoneInfo? Zone(string text) =>
        text == "local" ? TimeZoneInfo.Local : TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) ? zone : null;

    private static Retained? Count(string text) => text == "all" ? new Retained(null)
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? new Retained(files) : null;

    private sealed record Retained(int? Files);
}
