using ActorPm.Core.History;

namespace ActorPm.Core.Tests.History;

public sealed class HistoryLimitsTests
{
    private static readonly HistoryLimits _limits = new(1000, TimeSpan.FromDays(30));

    [Fact]
    public void An_empty_history_has_no_excess_whatever_its_file_takes() => Assert.Equal(HistoryExcess.None, _limits.Excess(5000, null, Specs.Noon));

    [Theory]
    [InlineData(1000, 29, HistoryExcess.None)]
    [InlineData(1001, 29, HistoryExcess.TooMuch)]
    [InlineData(10, 31, HistoryExcess.TooOld)]
    [InlineData(1001, 31, HistoryExcess.TooOld)]
    public void Age_goes_before_size(long bytes, int days, HistoryExcess expected) => Assert.Equal(expected, _limits.Excess(bytes, Specs.Noon.AddDays(-days), Specs.Noon));
}
