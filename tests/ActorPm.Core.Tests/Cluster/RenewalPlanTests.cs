using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class RenewalPlanTests
{
    private static readonly RenewalPlan Plan = new(TimeSpan.FromDays(90));
    private static readonly DateTimeOffset Noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_certificate_is_renewed_when_a_third_of_its_life_is_left()
    {
        Assert.False(Plan.IsDue(Noon.AddDays(31), Noon));
        Assert.True(Plan.IsDue(Noon.AddDays(29), Noon));
        Assert.True(Plan.IsDue(Noon.AddDays(-1), Noon));
    }

    [Theory]
    [InlineData(31, 0, false)]
    [InlineData(29, 0, true)]
    [InlineData(29, 1, false)]
    [InlineData(28, 1, true)]
    [InlineData(2, 19, true)]
    [InlineData(29, 20, true)]
    public void Actor_systems_begin_anew_one_after_the_other(int daysLeft, int place, bool may) => Assert.Equal(may, Plan.MayBeginAnew(Noon.AddDays(daysLeft), place, isQuiet: true, Noon));

    [Fact]
    public void While_a_node_is_away_they_wait_as_long_as_they_can()
    {
        Assert.False(Plan.MayBeginAnew(Noon.AddDays(11), 0, isQuiet: false, Noon));
        Assert.True(Plan.MayBeginAnew(Noon.AddDays(9), 0, isQuiet: false, Noon));
    }

    [Theory]
    [InlineData(90 * 24 * 60, 60)]
    [InlineData(4, 1d / 60)]
    public void It_looks_often_enough_for_short_lives_and_every_hour_for_long_ones(double lifeMinutes, double lookMinutes) =>
        Assert.Equal(TimeSpan.FromMinutes(lookMinutes), new RenewalPlan(TimeSpan.FromMinutes(lifeMinutes)).Look);
}
