using System.Globalization;

namespace ActorPm.Core.Logs;

/// <summary>
/// When logs are rotated by the clock: a cron expression of five fields (minute, hour, day, month, day of the week) or six (seconds first), with
/// lists, ranges, steps and <c>*</c>; or <c>hourly</c>, <c>daily</c>, <c>weekly</c>, <c>monthly</c>, <c>off</c>.
/// </summary>
public sealed class RotationSchedule : IEquatable<RotationSchedule>
{
    /// <summary>pm2-logrotate's <c>rotateInterval</c>: each midnight.</summary>
    public const string Daily = "0 0 * * *";

    /// <summary>February 29 can be eight years away; what has not come by then never will.</summary>
    private const int MostDays = 366 * 9;

    private readonly Fields? _fields;

    private RotationSchedule(string text, Fields? fields)
    {
        Text = text;
        _fields = fields;
    }

    /// <summary>The schedule as it was given.</summary>
    public string Text { get; }

    /// <summary>Reads a schedule.</summary>
    /// <returns>The schedule; null when the text is none.</returns>
    public static RotationSchedule? TryParse(string text)
    {
        var cron = text.Trim() switch
        {
            "hourly" or "@hourly" => "0 * * * *",
            "daily" or "@daily" => Daily,
            "weekly" or "@weekly" => "0 0 * * 0",
            "monthly" or "@monthly" => "0 0 1 * *",
            var other => other,
        };
        if (cron is "off" or "never")
        {
            return new RotationSchedule(text, null);
        }

        var words = cron.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 5)
        {
            words = ["0", .. words];
        }

        return words.Length == 6
            && Field(words[0], 0, 59) is { } seconds && Field(words[1], 0, 59) is { } minutes && Field(words[2], 0, 23) is { } hours
            && Field(words[3], 1, 31) is { } days && Field(words[4], 1, 12) is { } months && Field(words[5], 0, 7) is { } weekDays
            ? new RotationSchedule(text, new Fields(seconds, minutes, hours, days, months, weekDays, words[3] == "*", words[5] == "*"))
            : null;
    }

    /// <summary>Two are equal when their texts are.</summary>
    public bool Equals(RotationSchedule? other) => other is not null && other.Text == Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RotationSchedule);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The first moment after another at which logs are rotated; null when there is none.</summary>
    public DateTimeOffset? Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        if (_fields is not { } fields)
        {
            return null;
        }

        var local = TimeZoneInfo.ConvertTime(after, zone).DateTime;
        var first = local.Date;
        for (var day = first; day < first.AddDays(MostDays); day = day.AddDays(1))
        {
            if (!fields.OnDay(day))
            {
                continue;
            }

            foreach (var hour in fields.Hours.Where(hour => day != first || hour >= local.Hour))
            {
                foreach (var minute in fields.Minutes)
                {
                    foreach (var second in fields.Seconds)
                    {
                        // An hour that the clocks skip has no instant; one that they show twice has its first.
                        var at = day.AddHours(hour).AddMinutes(minute).AddSeconds(second);
                        if (at > local && !zone.IsInvalidTime(at))
                        {
                            var instant = new DateTimeOffset(at, zone.GetUtcOffset(at)).ToUniversalTime();
                            if (instant > after)
                            {
                                return instant;
                            }
                        }
                    }
                }
            }
        }

        return null;
    }

    private static int[]? Field(string text, int least, int most)
    {
        var values = new SortedSet<int>();
        foreach (var item in text.Split(','))
        {
            var halves = item.Split('/');
            var step = 1;
            if (halves.Length > 2 || (halves.Length == 2 && (!Number(halves[1], out step) || step == 0)))
            {
                return null;
            }

            int from, to;
            var ends = halves[0].Split('-');
            if (halves[0] == "*")
            {
                (from, to) = (least, most);
            }
            else if (ends.Length == 1 && Number(ends[0], out from))
            {
                to = halves.Length == 2 ? most : from;
            }
            else if (ends.Length != 2 || !Number(ends[0], out from) || !Number(ends[1], out to))
            {
                return null;
            }

            if (from < least || to > most || from > to)
            {
                return null;
            }

            for (var value = from; value <= to; value += step)
            {
                values.Add(value);
            }
        }

        return [.. values];
    }

    private static bool Number(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private sealed record Fields(
        int[] Seconds, int[] Minutes, int[] Hours, int[] Days, int[] Months, int[] WeekDays, bool AnyDay, bool AnyWeekDay)
    {
        // As cron has it: when both the day and the day of the week are restricted, either is enough.
        public bool OnDay(DateTime day)
        {
            var byDay = Days.Contains(day.Day);
            var byWeekDay = WeekDays.Any(number => number % 7 == (int)day.DayOfWeek);
            return Months.Contains(day.Month) && (AnyDay || AnyWeekDay ? byDay && byWeekDay : byDay || byWeekDay);
        }
    }
}
