using System.Globalization;
using ActorPm.Daemon.Cron;

namespace ActorPm.Daemon.Tests.Cron;

public sealed class CronosCalendarTests
{
    private readonly CronosCalendar _calendar = new();

    [Theory]
    [InlineData("0 3 * * *", "2026-03-01T12:00:00Z", "2026-03-02T03:00:00Z")]
    [InlineData("*/10 * * * * *", "2026-03-01T12:00:03Z", "2026-03-01T12:00:10Z")]
    [InlineData("  0   0  1 * * ", "2026-03-01T12:00:00Z", "2026-04-01T00:00:00Z")]
    [InlineData("0 0 L * *", "2026-02-01T12:00:00Z", "2026-02-28T00:00:00Z")]
    [InlineData("0 0 * * MON", "2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("0 0 * * 7", "2026-03-02T12:00:00Z", "2026-03-08T00:00:00Z")]
    [InlineData("0 0 * * 5#2", "2026-03-01T12:00:00Z", "2026-03-13T00:00:00Z")]
    [InlineData("@daily", "2026-03-01T12:00:00Z", "2026-03-02T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2026-03-01T12:00:00Z", "2028-02-29T00:00:00Z")]
    [InlineData("0 12 ? * 1-5", "2026-03-07T00:00:00Z", "2026-03-09T12:00:00Z")]
    public void The_next_time_is_the_first_after(string pattern, string after, string next)
    {
        Assert.Null(_calendar.ProblemOf(pattern, "UTC"));
        Assert.Equal(At(next), _calendar.Next(pattern, "UTC", At(after)));
    }

    [Fact]
    public void A_pattern_that_restricts_both_kinds_of_days_is_due_on_either()
    {
        // The 13th, or any Friday: cron and croner join them by or.
        Assert.Equal(At("2026-03-06T00:00:00Z"), _calendar.Next("0 0 13 * FRI", "UTC", At("2026-03-01T12:00:00Z")));
        Assert.Equal(At("2026-04-13T00:00:00Z"), _calendar.Next("0 0 13 * FRI", "UTC", At("2026-04-10T12:00:00Z")));
    }

    [Fact]
    public void What_is_never_due_has_no_next_time()
    {
        Assert.Null(_calendar.Next("0 0 30 2 *", "UTC", At("2026-03-01T12:00:00Z")));
    }

    [Fact]
    public void A_time_zone_is_followed_through_the_year()
    {
        Assert.Equal(At("2026-01-16T02:00:00Z"), _calendar.Next("0 3 * * *", "Europe/Berlin", At("2026-01-15T12:00:00Z")));
        Assert.Equal(At("2026-07-16T01:00:00Z"), _calendar.Next("0 3 * * *", "Europe/Berlin", At("2026-07-15T12:00:00Z")));
    }

    [Fact]
    public void A_time_that_the_clock_skips_in_spring_is_due_after_the_gap()
    {
        // On 2026-03-29 two o'clock becomes three.
        Assert.Equal(At("2026-03-29T01:00:00Z"), _calendar.Next("30 2 * * *", "Europe/Berlin", At("2026-03-28T12:00:00Z")));
    }

    [Fact]
    public void A_time_that_comes_twice_in_autumn_is_due_once()
    {
        // On 2026-10-25 three o'clock becomes two.
        var first = _calendar.Next("30 2 * * *", "Europe/Berlin", At("2026-10-24T12:00:00Z"));
        var second = _calendar.Next("30 2 * * *", "Europe/Berlin", first!.Value);

        Assert.Equal((At("2026-10-25T00:30:00Z"), At("2026-10-26T01:30:00Z")), (first.Value, second!.Value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("* * * *")]
    [InlineData("61 * * * *")]
    [InlineData("* * * * * * *")]
    [InlineData("every day")]
    [InlineData("@sometimes")]
    [InlineData("* * 32 * 1")]
    public void A_wrong_pattern_has_a_problem_with_the_cure(string pattern)
    {
        var problem = _calendar.ProblemOf(pattern, null);

        Assert.StartsWith("Cron pattern error: ", problem);
        Assert.Contains("Give 5 fields", problem);
    }

    [Fact]
    public void An_unknown_time_zone_has_a_problem()
    {
        Assert.Contains("'Mars/Olympus' is not known", _calendar.ProblemOf("* * * * *", "Mars/Olympus"));
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    [Theory]
    [InlineData("H 3 * * *")]
    [InlineData("0 H * * 5")]
    public void A_chance_that_is_not_drawn_is_refused(string pattern) =>
        Assert.Contains("has an H", _calendar.ProblemOf(pattern, null), StringComparison.Ordinal);
}
