using ActorPm.Core.Metrics;

namespace ActorPm.Core.Tests.Metrics;

public sealed class CpuMeterTests
{
    [Theory]
    [InlineData(10, 5, 50)]
    [InlineData(10, 0, 0)]
    [InlineData(2, 8, 400)]
    [InlineData(3, 1, 33.3)]
    public void It_is_processor_time_by_elapsed_time(double elapsed, double used, double percent)
    {
        Assert.Equal(percent, CpuMeter.Percent(At(0, 100), At(elapsed, 100 + used)));
    }

    [Fact]
    public void Processes_that_ended_in_between_do_not_make_it_negative()
    {
        Assert.Equal(0, CpuMeter.Percent(At(0, 100), At(10, 20)));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void A_clock_that_stands_or_goes_back_gives_zero(double elapsed)
    {
        Assert.Equal(0, CpuMeter.Percent(At(0, 100), At(elapsed, 105)));
    }

    private static ResourceUsage At(double seconds, double cpu) => new(0, TimeSpan.FromSeconds(cpu), 1, Specs.Noon.AddSeconds(seconds));
}
