namespace ActorPm.Core.Logs;

/// <summary>All that bounds what logs take of a disk.</summary>
/// <param name="Rotation">When a log begins a new file, and how many old ones are kept.</param>
/// <param name="AppBytes">What the logs of one app may take, rotated ones included, in bytes; 0 means without limit. Default 512 MiB.</param>
/// <param name="HomeBytes">What all logs may take together, in bytes; 0 means without limit. Default 2 GiB.</param>
/// <param name="HomePercent">The same as a part of the file system that the home lies on, 0 to 100; the smaller one counts. Default 10, 0 means without limit.</param>
/// <param name="Floor">How much of a file system logs leave free.</param>
public sealed record LogLimits(RotationSettings Rotation, long AppBytes, long HomeBytes, int HomePercent, SpaceFloor Floor)
{
    /// <summary>The default of <see cref="AppBytes"/>.</summary>
    public const long DefaultAppBytes = 512L * 1024 * 1024;

    /// <summary>The default of <see cref="HomeBytes"/>.</summary>
    public const long DefaultHomeBytes = 2L * 1024 * 1024 * 1024;

    /// <summary>The default of <see cref="HomePercent"/>.</summary>
    public const int DefaultHomePercent = 10;

    /// <summary>The defaults.</summary>
    /// <param name="zone">Whose clock names rotated files and tells midnight.</param>
    public static LogLimits Default(TimeZoneInfo zone) =>
        new(RotationSettings.Default(zone), DefaultAppBytes, DefaultHomeBytes, DefaultHomePercent, SpaceFloor.Default);

    /// <summary>
    /// The size at which a log is rotated, in bytes; 0 for none. So much below the budgets that there is always something to delete but the log
    /// itself: a budget of 1 MiB rotates at 256 KiB, whatever is set.
    /// </summary>
    /// <param name="homeBytes">See <see cref="HomeBudget"/>.</param>
    public long SizeLimit(long homeBytes)
    {
        var budget = (AppBytes, homeBytes) switch
        {
            (0, 0) => 0,
            (0, var home) => home,
            (var app, 0) => app,
            var (app, home) => Math.Min(app, home),
        };
        return (Rotation.MaxBytes, budget) switch
        {
            (var most, 0) => most,
            (0, var all) => Math.Max(1, all / 4),
            var (most, all) => Math.Min(most, Math.Max(1, all / 4)),
        };
    }

    /// <summary>What all logs may take together, in bytes; 0 means without limit.</summary>
    /// <param name="fileSystemBytes">The size of the home's file system; 0 when it is not known.</param>
    public long HomeBudget(long fileSystemBytes)
    {
        var part = HomePercent > 0 ? (long)(fileSystemBytes / 100.0 * HomePercent) : 0;
        return (HomeBytes, part) switch
        {
            (0, _) => part,
            (_, 0) => HomeBytes,
            _ => Math.Min(HomeBytes, part),
        };
    }
}
