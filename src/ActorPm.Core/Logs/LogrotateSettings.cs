using ActorPm.Core.Apps;
using System.Collections.Immutable;
using System.Globalization;

namespace ActorPm.Core.Logs;

/// <summary>pm2-logrotate's settings, as <c>apm set pm2-logrotate:KEY VALUE</c> writes them.</summary>
public static class LogrotateSettings
{
    /// <summary>The name of the module whose settings these are.</summary>
    public const string Module = "pm2-logrotate";

    /// <summary>Lays pm2-logrotate's settings over others. One that cannot be read leaves what was set before, and is told about.</summary>
    /// <param name="values">By key: <c>max_size retain compress dateFormat rotateModule workerInterval rotateInterval TZ</c>.</param>
    /// <param name="over">What holds where nothing is said.</param>
    /// <remarks>
    /// <c>workerInterval</c> is accepted and means nothing: the size is looked at whenever something is written. So is <c>rotateModule</c>, since
    /// there are no modules with logs of their own.
    /// </remarks>
    public static (RotationSettings Settings, ImmutableArray<string> Problems) FromPm2(IReadOnlyDictionary<string, string> values, RotationSettings over)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        var settings = over;
        foreach (var (key, value) in values)
        {
            switch (key)
            {
                case "max_size":
                    Take(Bytes(value), bytes => settings with { MaxBytes = bytes!.Value }, "a size such as 10M, 1G or 512K");
                    break;
                case "retain" when value is "all":
                    settings = settings with { Retain = null };
                    break;
                case "retain":
                    Take(Count(value), count => settings with { Retain = count }, "a whole number of files, or all");
                    break;
                case "compress":
                    Take(Switch(value), on => settings with { Compression = on!.Value ? LogCompression.Gzip : LogCompression.None }, "true or false");
                    break;
                case "dateFormat":
                    Take(value.Length > 0 ? value : null, format => settings with { Names = new RotatedNames(DateFormat.Parse(format)) }, "a date format such as " + RotatedNames.DefaultDateFormat);
                    break;
                case "rotateInterval":
                    Take(RotationSchedule.TryParse(value), schedule => settings with { Schedule = schedule }, "a cron expression such as '0 0 * * *', or off");
                    break;
                case "TZ":
                    Take(TimeZoneInfo.TryFindSystemTimeZoneById(value, out var zone) ? zone : null, found => settings with { Zone = found }, "a time zone such as Europe/Paris");
                    break;
                case "rotateModule":
                    Take(Switch(value), _ => settings, "true or false");
                    break;
                case "workerInterval":
                    Take(Count(value), _ => settings, "a whole number of seconds");
                    break;
                default:
                    problems.Add($"{Module} has no setting {key}; it has max_size, retain, compress, dateFormat, rotateModule, workerInterval, rotateInterval and TZ.");
                    break;
            }

            void Take<T>(T? read, Func<T, RotationSettings> with, string wanted)
            {
                if (read is null)
                {
                    problems.Add($"{Module}:{key} is '{value}', but it takes {wanted}.");
                }
                else
                {
                    settings = with(read);
                }
            }
        }

        return (settings, problems.ToImmutable());
    }

    private static bool? Switch(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" => true,
        "FALSE" => false,
        _ => null,
    };

    private static int? Count(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : null;

    // Whole numbers only, as pm2-logrotate takes them.
    private static long? Bytes(string text) =>
        !text.Contains('.', StringComparison.Ordinal) && MemoryText.TryParse(text, out var bytes) && bytes > 0 ? bytes : null;
}
