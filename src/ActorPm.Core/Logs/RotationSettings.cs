namespace ActorPm.Core.Logs;

/// <summary>How logs are rotated. The defaults are those of pm2-logrotate.</summary>
/// <param name="MaxBytes">A log of this size is rotated; 0 means whatever its size. Default 10 MiB.</param>
/// <param name="Retain">How many rotated files of a log are kept, 0 or more; null keeps all that the budgets allow. Default 30.</param>
/// <param name="Compression">Whether rotated files are compressed. Default <see cref="LogCompression.None"/>.</param>
/// <param name="Names">How rotated files are named.</param>
/// <param name="Schedule">When logs that are not empty are rotated by the clock. Default each midnight.</param>
/// <param name="Zone">Whose clock.</param>
public sealed record RotationSettings(
    long MaxBytes, int? Retain, LogCompression Compression, RotatedNames Names, RotationSchedule Schedule, TimeZoneInfo Zone)
{
    /// <summary>pm2-logrotate's <c>max_size</c>, in bytes.</summary>
    public const long DefaultMaxBytes = 10 * 1024 * 1024;

    /// <summary>pm2-logrotate's <c>retain</c>.</summary>
    public const int DefaultRetain = 30;

    /// <summary>pm2-logrotate's defaults.</summary>
    /// <param name="zone">Whose clock names the files and tells midnight.</param>
    public static RotationSettings Default(TimeZoneInfo zone) => new(
        DefaultMaxBytes, DefaultRetain, LogCompression.None, new RotatedNames(DateFormat.Parse(RotatedNames.DefaultDateFormat)),
        RotationSchedule.TryParse(RotationSchedule.Daily)!, zone);
}

/// <summary>What is done with rotated files.</summary>
public enum LogCompression
{
    /// <summary>They stay as they were written.</summary>
    None,

    /// <summary>They are compressed by gzip, in the background.</summary>
    Gzip,
}
