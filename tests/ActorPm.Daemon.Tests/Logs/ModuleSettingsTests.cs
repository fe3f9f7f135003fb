using ActorPm.Core.Logs;
using ActorPm.Daemon.Logs;

namespace ActorPm.Daemon.Tests.Logs;

public sealed class ModuleSettingsTests : IDisposable
{
    private readonly string _path = Path.GetTempFileName();

    public void Dispose() => File.Delete(_path);

    [Theory]
    [InlineData("""{"pm2-logrotate":{"max_size":"1M","max_size":"2M"}}""")]
    [InlineData("""{"\ud800":1,"pm2-logrotate":{"max_size":"2M"}}""")]
    public void A_key_that_occurs_twice_or_is_no_Unicode_does_not_keep_the_daemon_from_starting(string text)
    {
        File.WriteAllText(_path, text);

        var (limits, problems) = ModuleSettings.Over(_path, LogLimits.Default(TimeZoneInfo.Utc));

        Assert.Empty(problems);
        Assert.Equal(2 * 1024 * 1024, limits.Rotation.MaxBytes);
    }
}
