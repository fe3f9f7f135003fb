using ActorPm.Core.Logs;

namespace ActorPm.Core.Tests.Logs;

public sealed class LogLimitsTests
{
    private const long Mebi = 1024 * 1024;

    [Theory]
    [InlineData(10, 0, 0, 10)]
    [InlineData(10, 512, 2048, 10)]
    [InlineData(10, 20, 2048, 5)]
    [InlineData(10, 512, 8, 2)]
    [InlineData(0, 512, 0, 128)]
    [InlineData(0, 0, 0, 0)]
    public void A_log_is_rotated_early_enough_for_its_budget(long most, long app, long home, long expected)
    {
        var limits = LogLimits.Default(TimeZoneInfo.Utc);
        limits = limits with { Rotation = limits.Rotation with { MaxBytes = most * Mebi }, AppBytes = app * Mebi };

        Assert.Equal(expected * Mebi, limits.SizeLimit(home * Mebi));
    }

    [Theory]
    [InlineData(2048, 10, 1000, 100)]
    [InlineData(2048, 10, 100_000, 2048)]
    [InlineData(2048, 0, 1000, 2048)]
    [InlineData(0, 10, 1000, 100)]
    [InlineData(2048, 10, 0, 2048)]
    public void The_budget_of_the_home_is_the_smaller_of_two(long bytes, int percent, long fileSystem, long expected) =>
        Assert.Equal(expected * Mebi, (LogLimits.Default(TimeZoneInfo.Utc) with { HomeBytes = bytes * Mebi, HomePercent = percent }).HomeBudget(fileSystem * Mebi));

    [Theory]
    [InlineData(8, 2)]
    [InlineData(64, 16)]
    [InlineData(1000, 50)]
    [InlineData(1_000_000, 256)]
    public void The_floor_is_a_part_of_the_file_system_within_bounds(long total, long expected) =>
        Assert.Equal(expected * Mebi, SpaceFloor.Default.Of(total * Mebi));

    [Fact]
    public void The_free_space_is_looked_at_more_often_the_less_there_is()
    {
        long Leash(long free, SpaceVerdict before = SpaceVerdict.Writing) => SpaceFloor.Default.Leash(free * Mebi, 1000 * Mebi, before);

        Assert.Equal(16 * Mebi, Leash(900));
        Assert.Equal(Mebi, Leash(58));
        Assert.Equal(128 * 1024, Leash(51));
        Assert.Equal(0, Leash(50));
        Assert.Equal(0, Leash(49));
        Assert.Equal(0, Leash(55, SpaceVerdict.Dropping));
        Assert.NotEqual(0, Leash(63, SpaceVerdict.Dropping));
        Assert.Equal(64 * 1024, SpaceFloor.Default.Leash((50 * Mebi) + (100 * 1024), 1000 * Mebi, SpaceVerdict.Writing));
        Assert.Equal(1000, SpaceFloor.Default.Leash((50 * Mebi) + 1000, 1000 * Mebi, SpaceVerdict.Writing));
        Assert.NotEqual(0, SpaceFloor.None.Leash(0, 1000, SpaceVerdict.Writing));
    }
}
