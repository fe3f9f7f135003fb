using ActorPm.Core.Cluster;

namespace ActorPm.Core.Tests.Cluster;

public sealed class FencingTimesTests
{
    [Theory]
    [InlineData(2, 0.1)]
    [InlineData(5, 3)]
    [InlineData(60, 20)]
    public void The_guard_s_turn_is_after_the_daemon_s_and_before_another_node_s(double lease, double stop)
    {
        var times = new FencingTimes(TimeSpan.FromSeconds(lease), TimeSpan.FromSeconds(stop));

        Assert.True(times.Lease + times.StopLimit < times.GuardKill);
        Assert.True(times.GuardKill < times.TakeOver);
    }
}
