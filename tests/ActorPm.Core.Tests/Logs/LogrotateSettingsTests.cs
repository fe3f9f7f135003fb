using ActorPm.Core.Logs;

namespace ActorPm.Core.Tests.Logs;

public sealed class LogrotateSettingsTests
{
    private static readonly RotationSettings _default = RotationSettings.Default(TimeZoneInfo.Utc);

    [Fact]
    public void Every_key_of_pm2_logrotate_is_known()
    {
        var (settings, problems) = LogrotateSettings.FromPm2(
            new Dictionary<string, string>
            {
                ["max_size"] = "50M", ["retain"] = "7", ["compress"] = "true", ["dateFormat"] = "YYYY", ["rotateModule"] = "true",
                ["workerInterval"] = "30", ["rotateInterval"] = "0 3 * * *", ["TZ"] = "Europe/Paris",
            },
            _default);

        Assert.Empty(problems);
        Assert.Equal((50 * 1024 * 1024, 7, LogCompression.Gzip), (settings.MaxBytes, settings.Retain, settings.Compression));
        Assert.Equal(("YYYY", "0 3 * * *", "Europe/Paris"), (settings.Names.Format.Text, settings.Schedule.Text, settings.Zone.Id));
    }

    [Theory]
    [InlineData("10K", 10 * 1024)]
    [InlineData("1g", 1024 * 1024 * 1024)]
    [InlineData("12345", 12345)]
    public void Sizes_have_units(string text, long expected) =>
        Assert.Equal(expected, LogrotateSettings.FromPm2(new Dictionary<string, string> { ["max_size"] = text }, _default).Settings.MaxBytes);

    [Fact]
    public void All_files_may_be_kept() =>
        Assert.Null(LogrotateSettings.FromPm2(new Dictionary<string, string> { ["retain"] = "all" }, _default).Settings.Retain);

    [Theory]
    [InlineData("max_size", "0")]
    [InlineData("max_size", "ten")]
    [InlineData("max_size", "")]
    [InlineData("max_size", "99999999999999999G")]
    [InlineData("retain", "-1")]
    [InlineData("compress", "yes")]
    [InlineData("dateFormat", "")]
    [InlineData("rotateInterval", "never ever")]
    [InlineData("TZ", "Mars/Olympus")]
    [InlineData("workerInterval", "often")]
    [InlineData("rotateModule", "perhaps")]
    [InlineData("max_sise", "10M")]
    public void What_cannot_be_read_is_told_and_changes_nothing(string key, string value)
    {
        var (settings, problems) = LogrotateSettings.FromPm2(new Dictionary<string, string> { [key] = value }, _default);

        Assert.Contains(key, Assert.Single(problems), StringComparison.Ordinal);
        Assert.Equal(_default, settings);
    }
}
