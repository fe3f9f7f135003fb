using System.Text.RegularExpressions;
using ActorPm.Core.Logs;

namespace ActorPm.Core.Tests.Logs;

public sealed class DateFormatTests
{
    private static readonly DateTimeOffset _instant = new(2026, 1, 2, 15, 4, 5, 6, TimeSpan.Zero);

    private static readonly TimeZoneInfo _zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromMinutes(-210), "test", "test");

    [Theory]
    [InlineData("YYYY-MM-DDTHH:mm:ss", "2026-01-02T11:34:05")]
    [InlineData("YY M D H m s", "26 1 2 11 34 5")]
    [InlineData("MMMM MMM dddd ddd dd d", "January Jan Friday Fri Fr 5")]
    [InlineData("hh:mm A h a", "11:34 AM 11 am")]
    [InlineData("SSS Z ZZ", "006 -03:30 -0330")]
    [InlineData("X x", "1767366245 1767366245006")]
    [InlineData("Do [of] MMMM [DD]", "2nd of January DD")]
    [InlineData("[unclosed YYYY", "[unclo5e5 2026")]
    [InlineData("é/_.", "é/_.")]
    [InlineData("", "")]
    public void A_format_shows_an_instant_as_the_clocks_of_its_zone_do(string format, string expected)
    {
        Assert.Equal(expected, DateFormat.Parse(format).Format(_instant, _zone));
    }

    [Theory]
    [InlineData(0, "12 am 12 AM")]
    [InlineData(11, "11 am 11 AM")]
    [InlineData(12, "12 pm 12 PM")]
    [InlineData(23, "11 pm 11 PM")]
    public void Noon_is_twelve_pm(int hour, string expected) =>
        Assert.Equal(expected, DateFormat.Parse("hh a h A").Format(new DateTimeOffset(2026, 1, 2, hour, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));

    [Theory]
    [InlineData(1, "1st")]
    [InlineData(3, "3rd")]
    [InlineData(11, "11th")]
    [InlineData(12, "12th")]
    [InlineData(13, "13th")]
    [InlineData(21, "21st")]
    [InlineData(22, "22nd")]
    [InlineData(30, "30th")]
    public void Days_are_counted_in_English(int day, string expected) =>
        Assert.Equal(expected, DateFormat.Parse("Do").Format(new DateTimeOffset(2026, 1, day, 0, 0, 0, TimeSpan.Zero), TimeZoneInfo.Utc));

    [Fact]
    public void Summer_time_is_the_zones()
    {
        var paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

        Assert.Equal("14:00 +02:00", DateFormat.Parse("HH:mm Z").Format(new DateTimeOffset(2026, 7, 1, 12, 0, 0, TimeSpan.Zero), paris));
    }

    [Theory]
    [InlineData("YYYY-MM-DD_HH-mm-ss")]
    [InlineData("dddd Do MMMM YY, h.m.s a A d ddd dd MMM M D H HH hh")]
    [InlineData("x X Z ZZ SSS [a.b]")]
    public void The_pattern_of_a_format_matches_all_that_it_gives(string format)
    {
        var pattern = new Regex($@"\A{DateFormat.Parse(format).ToPattern()}\z");
        for (var instant = new DateTimeOffset(1999, 12, 1, 0, 0, 0, TimeSpan.Zero); instant.Year < 2002; instant = instant.AddHours(29.7))
        {
            Assert.Matches(pattern, DateFormat.Parse(format).Format(instant, _zone));
        }
    }

    [Theory]
    [InlineData("HH:mm:ss", 1000)]
    [InlineData("HH:mm:ss.SSS", 1)]
    [InlineData("x", 1)]
    [InlineData("[SSS]", 1000)]
    public void A_shown_time_stays_true_for_its_smallest_part(string format, int milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), DateFormat.Parse(format).Resolution);
}
