using ActorPm.Core.Logs;

namespace ActorPm.Core.Tests.Logs;

public sealed class RotatedNamesTests
{
    private static readonly RotatedNames _names = new(DateFormat.Parse(RotatedNames.DefaultDateFormat));

    [Theory]
    [InlineData("/l/web-out.log", 0, "/l/web-out__2026-01-02_03-04-05.log")]
    [InlineData("/l/web-out.log", 12, "/l/web-out__2026-01-02_03-04-05-12.log")]
    [InlineData("/l/web.txt", 0, "/l/web.txt__2026-01-02_03-04-05.log")]
    public void A_rotated_file_is_named_as_pm2_logrotate_does(string log, int sequence, string expected)
    {
        var name = RotatedNames.Of(log, _names.Stamp(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), TimeZoneInfo.Utc), sequence);

        Assert.Equal(expected, name);
        Assert.Equal(RotatedNames.Stem(log), _names.StemOf(name));
        Assert.Equal(RotatedNames.Stem(log), _names.StemOf(name + RotatedNames.Compressed));
    }

    [Theory]
    [InlineData("/l/web-out.log")]
    [InlineData("/l/web__old.log")]
    [InlineData("/l/web__2026.log")]
    [InlineData("/l/web__2026-01-02_03-04-05.log.bak")]
    [InlineData("/l/web__2026-01-02_03-04-05.txt")]
    [InlineData("__2026-01-02_03-04-05.log")]
    public void What_others_named_is_no_rotated_file(string path) => Assert.Null(_names.StemOf(path));

    [Fact]
    public void Files_from_before_the_format_was_changed_are_known_still()
    {
        var changed = new RotatedNames(DateFormat.Parse("YYYY/MM"));

        Assert.Equal("2026-01", changed.Stamp(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero), TimeZoneInfo.Utc));
        Assert.Equal("/l/web", changed.StemOf("/l/web__2026-01.log"));
        Assert.Equal("/l/web", changed.StemOf("/l/web__2026-01-02_03-04-05.log"));
    }
}
