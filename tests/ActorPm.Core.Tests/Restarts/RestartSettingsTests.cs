using ActorPm.Core.Restarts;

namespace ActorPm.Core.Tests.Restarts;

public sealed class RestartSettingsTests
{
    [Fact]
    public void The_defaults_are_PM2s()
    {
        Assert.Equal(new RestartSettings(RestartMode.Always, [], TimeSpan.FromSeconds(1), 16, TimeSpan.Zero, null), RestartSettings.Default);
    }

    [Fact]
    public void Settings_that_say_the_same_are_equal()
    {
        Assert.Equal(Specs.Restart(stopExitCodes: [1, 2]), Specs.Restart(stopExitCodes: [1, 2]));
        Assert.Equal(Specs.Restart(stopExitCodes: [1, 2]).GetHashCode(), Specs.Restart(stopExitCodes: [1, 2]).GetHashCode());
        Assert.NotEqual(Specs.Restart(stopExitCodes: [1, 2]), Specs.Restart(stopExitCodes: [2, 1]));
    }
}
