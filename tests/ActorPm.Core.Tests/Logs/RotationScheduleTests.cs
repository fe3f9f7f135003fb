using System.Globalization;
using ActorPm.Core.Logs;

namespace ActorPm.Core.Tests.Logs;

public sealed class RotationScheduleTests
{
    [Theory]
    [InlineData("0 0 * * *", "2026-01-31T12:00:00", "2026-02-01T00:00:00")]
    [InlineData("daily", "2026-01-31T00:00:00", "2026-02-01T00:00:00")]
    [InlineData("hourly", "2026-01-31T23:59:59", "2026-02-01T00:00:00")]
    [InlineData("weekly", "2026-01-31T12:00:00", "2026-02-01T00:00:00")]
    [InlineData("monthly", "2026-01-31T12:00:00", "2026-02-01T00:00:00")]
    [InlineData("*/15 * * * *", "2026-01-31T12:14:59", "2026-01-31T12:15:00")]
    [InlineData("*/30 * * * * *", "2026-01-31T12:00:30", "2026-01-31T12:01:00")]
    [InlineData("30 4 1,15 * 5", "2026-01-02T04:30:00", "2026-01-09T04:30:00")]
    [InlineData("0 9-17/4 * * 1-5", "2026-01-30T13:00:01", "2026-01-30T17:00:00")]
    [InlineData("0 0 29 2 *", "2026-01-01T00:00:00", "2028-02-29T00:00:00")]
    [InlineData("0 0 * * 7", "2026-01-31T12:00:00", "2026-02-01T00:00:00")]
    public void The_next_moment_is_the_first_that_fits(string cron, string after, string expected) =>
        Assert.Equal(At(expected), RotationSchedule.TryParse(cron)!.Next(At(after), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("off")]
    [InlineData("0 0 31 2 *")]
    public void Some_schedules_never_come(string cron) => Assert.Null(RotationSchedule.TryParse(cron)!.Next(At("2026-01-01T00:00:00"), TimeZoneInfo.Utc));

    [Theory]
    [InlineData("")]
    [InlineData("0 0 * *")]
    [InlineData("60 0 * * *")]
    [InlineData("0 0 0 * *")]
    [InlineData("0 0 * * mon")]
    [InlineData("*/0 * * * *")]
    [InlineData("5-1 * * * *")]
    [InlineData("1/2/3 * * * *")]
    [InlineData("-1 * * * *")]
    public void What_is_no_schedule_is_refused(string text) => Assert.Null(RotationSchedule.TryParse(text));

    [Fact]
    public void Midnight_is_the_zones_own_and_an_hour_that_the_clocks_skip_does_not_come()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        Assert.Equal(At("2026-06-30T22:00:00"), RotationSchedule.TryParse("daily")!.Next(At("2026-06-30T12:00:00"), berlin));
        Assert.Equal(At("2026-03-30T00:30:00"), RotationSchedule.TryParse("30 2 * * *")!.Next(At("2026-03-28T12:00:00"), berlin));
        Assert.Equal(At("2026-10-25T01:30:00").AddHours(0), RotationSchedule.TryParse("30 2 * * *")!.Next(At("2026-10-24T12:00:00"), berlin));
    }

    [Fact]
    public void Each_next_moment_comes_after_the_last_one_also_when_the_clocks_change()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        var schedule = RotationSchedule.TryParse("*/20 * * * *")!;
        for (var at = At("2026-10-24T20:00:00"); at < At("2026-10-25T06:00:00");)
        {
            var next = schedule.Next(at, berlin)!.Value;

            Assert.InRange(next - at, TimeSpan.FromTicks(1), TimeSpan.FromHours(1.34));
            at = next;
        }
    }

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
