using ActorPm.Core.Guard;

namespace ActorPm.Core.Tests.Guard;

public sealed class GuardPolicyTests
{
    [Theory]
    [InlineData(null, 12)]
    [InlineData("", 12)]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("5", 1)]
    [InlineData("6", 2)]
    [InlineData("86400", 17280)]
    [InlineData("86401", null)]
    [InlineData("-1", null)]
    [InlineData("a minute", null)]
    public void Patience_is_given_in_seconds_and_counted_in_ticks(string? setting, int? expected) => Assert.Equal(expected, GuardPolicy.PatienceTicks(setting));

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(2, 100, 100)]
    [InlineData(5, 800, 800)]
    [InlineData(6, 1600, 1000)]
    [InlineData(8, 6400, 1000)]
    [InlineData(9, 10_000, 1000)]
    [InlineData(int.MaxValue, 10_000, 1000)]
    public void The_first_death_has_no_pause_and_the_longest_is_ten_seconds_and_one_for_a_daemon_that_had_taken_commands(int deaths, double milliseconds, double served)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GuardPolicy.Pause(deaths, served: false));
        Assert.Equal(TimeSpan.FromMilliseconds(served), GuardPolicy.Pause(deaths, served: true));
    }
}
