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
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(2, 100)]
    [InlineData(8, 6400)]
    [InlineData(9, 10_000)]
    [InlineData(int.MaxValue, 10_000)]
    public void The_first_death_has_no_pause_and_no_number_of_deaths_has_a_longer_one_than_ten_seconds(int deaths, double milliseconds) =>
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), GuardPolicy.Pause(deaths));
}
