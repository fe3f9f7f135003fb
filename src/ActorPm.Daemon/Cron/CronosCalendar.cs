using System.Collections.Concurrent;
using System.Collections.Immutable;
using ActorPm.Core.Cron;
using Cronos;

namespace ActorPm.Daemon.Cron;

/// <summary>The calendar by the library Cronos, in the dialect of PM2's own (croner).</summary>
/// <remarks>
/// Daylight saving time: a time that the clock skips is due right after the gap; a time that comes twice is due at the first, unless the pattern
/// repeats within the hour.
/// </remarks>
internal sealed class CronosCalendar : ICronCalendar
{
    // Patterns are asked for again and again, by the resolver and by whoever waits. A list of wrong ones is not kept.
    private readonly ConcurrentDictionary<string, ImmutableArray<CronExpression>> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public string? ProblemOf(string pattern, string? timeZone)
    {
        try
        {
            Read(pattern);
        }
        catch (MissingSeedException)
        {
            return $"Cron pattern error: '{pattern}' has an H, which stands for a chance that is not drawn here; give a number in its place (cron_restart).";
        }
        catch (CronFormatException wrong)
        {
            return $"Cron pattern error: '{pattern}' cannot be understood: {wrong.Message.TrimEnd('.')}. "
                + "Give 5 fields (minute hour day month weekday) or 6 with seconds in front, such as '0 3 * * *' (cron_restart).";
        }

        return timeZone is null || TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _)
            ? null
            : $"The time zone '{timeZone}' is not known on this machine; give an IANA name such as Europe/Berlin.";
    }

    /// <inheritdoc/>
    public DateTimeOffset? Next(string pattern, string? timeZone, DateTimeOffset after)
    {
        var zone = timeZone is null ? TimeZoneInfo.Local : TimeZoneInfo.FindSystemTimeZoneById(timeZone);
        return _known.GetOrAdd(pattern, Read).Select(expression => expression.GetNextOccurrence(after, zone)).Min();
    }

    private static ImmutableArray<CronExpression> Read(string pattern)
    {
        var fields = pattern.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (fields is [['@', ..]])
        {
            return [CronExpression.Parse(fields[0])];
        }

        var format = fields.Length == 6 ? CronFormat.IncludeSeconds : CronFormat.Standard;
        var (day, weekday) = (fields.Length - 3, fields.Length - 1);
        if (fields.Length is not (5 or 6) || IsAny(fields[day]) || IsAny(fields[weekday]))
        {
            return [CronExpression.Parse(string.Join(' ', fields), format)];
        }

        // Cronos is due when both kinds of days agree, cron and croner when either does.
        return [Parse(day), Parse(weekday)];

        CronExpression Parse(int kept) => CronExpression.Parse(
            string.Join(' ', fields.Select((field, at) => at != kept && (at == day || at == weekday) ? "*" : field)), format);
    }

    private static bool IsAny(string field) => field is "*" or "?";
}
