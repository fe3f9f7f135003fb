using ActorPm.Core.Routing;

namespace ActorPm.Core.Tests.Routing;

public sealed class LatencyHistogramTests
{
    [Fact]
    public void Nothing_noted_has_no_percentile() => Assert.Null(new LatencyHistogram().Percentile(0.5));

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(1_000)]
    [InlineData(123_456)]
    [InlineData(60_000_000)]
    public void A_value_is_told_within_an_eighth(int microseconds)
    {
        var histogram = new LatencyHistogram();

        histogram.Note(TimeSpan.FromMicroseconds(microseconds));

        Assert.InRange(histogram.Percentile(0.5)!.Value.TotalMicroseconds, microseconds, microseconds * 1.125);
    }

    [Fact]
    public void Percentiles_of_many_values_are_right_within_an_eighth()
    {
        var histogram = new LatencyHistogram();
        for (var value = 1; value <= 10_000; value++)
        {
            histogram.Note(TimeSpan.FromMicroseconds(value));
        }

        foreach (var share in (double[])[0.5, 0.9, 0.99, 1])
        {
            Assert.InRange(histogram.Percentile(share)!.Value.TotalMicroseconds, share * 10_000, share * 10_000 * 1.125);
        }
    }

    [Fact]
    public void What_is_out_of_range_is_counted_at_its_ends()
    {
        var histogram = new LatencyHistogram();

        histogram.Note(TimeSpan.FromDays(30));
        histogram.Note(TimeSpan.FromSeconds(-1));

        Assert.Equal(TimeSpan.Zero, histogram.Percentile(0.5));
        Assert.InRange(histogram.Percentile(1)!.Value.TotalMinutes, 17, 18);
    }
}
