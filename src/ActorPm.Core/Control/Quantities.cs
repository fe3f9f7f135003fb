using System.Globalization;

namespace ActorPm.Core.Control;

/// <summary>Numbers as PM2 shows them.</summary>
public static class Quantities
{
    /// <summary><c>45s</c>, <c>5m</c>, <c>3h</c>, <c>2D</c>, <c>2M</c>, <c>2Y</c>. A unit is used from two of it on: 119 seconds are <c>119s</c>.</summary>
    public static string Age(TimeSpan age)
    {
        var seconds = Math.Max(0, (long)age.TotalSeconds);
        return (seconds / 31_536_000, seconds / 2_592_000, seconds / 86_400, seconds / 3_600, seconds / 60) switch
        {
            ( > 1 and var years, _, _, _, _) => Number(years) + "Y",
            (_, > 1 and var months, _, _, _) => Number(months) + "M",
            (_, _, > 1 and var days, _, _) => Number(days) + "D",
            (_, _, _, > 1 and var hours, _) => Number(hours) + "h",
            (_, _, _, _, > 1 and var minutes) => Number(minutes) + "m",
            _ => Number(seconds) + "s",
        };
    }

    /// <summary>How long an instance has been online; <c>0</c> when it is not.</summary>
    public static string Uptime(InstanceView view, DateTimeOffset now) =>
        view.Status == InstanceStatus.Online && view.StartedAt is { } started ? Age(now - started) : "0";

    /// <summary><c>0.4%</c>.</summary>
    public static string Percent(double value) => value.ToString("0.#", CultureInfo.InvariantCulture) + "%";

    /// <summary><c>512b</c>, <c>48.7mb</c>.</summary>
    public static string Bytes(long bytes) => bytes switch
    {
        < 1L << 10 => Number(bytes) + "b",
        < 1L << 20 => Scaled(bytes, 1L << 10) + "kb",
        < 1L << 30 => Scaled(bytes, 1L << 20) + "mb",
        _ => Scaled(bytes, 1L << 30) + "gb",
    };

    /// <summary>A whole number, the same in every culture.</summary>
    public static string Number(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Scaled(long bytes, long unit) =>
        ((double)bytes / unit).ToString("0.0", CultureInfo.InvariantCulture);
}
