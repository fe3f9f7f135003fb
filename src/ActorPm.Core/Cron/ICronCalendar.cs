namespace ActorPm.Core.Cron;

/// <summary>Knows when cron patterns are due.</summary>
/// <remarks>
/// A pattern has five fields (minute, hour, day of month, month, day of week) or six with seconds in front, or is a macro such as <c>@daily</c>.
/// As in cron and in PM2, a pattern that restricts both kinds of days is due on either.
/// </remarks>
public interface ICronCalendar
{
    /// <summary>What is wrong with a pattern or a time zone.</summary>
    /// <param name="pattern">As the user wrote it.</param>
    /// <param name="timeZone">An IANA name; null is the machine's own.</param>
    /// <returns>One sentence with cause and cure; null when nothing is wrong.</returns>
    string? ProblemOf(string pattern, string? timeZone);

    /// <summary>The first time after another that a pattern is due.</summary>
    /// <param name="pattern">One without a problem.</param>
    /// <param name="timeZone">One without a problem; null is the machine's own.</param>
    /// <param name="after">The time before it.</param>
    /// <returns>Null when it is never due again, such as on a 30th of February.</returns>
    DateTimeOffset? Next(string pattern, string? timeZone, DateTimeOffset after);
}
