using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;

namespace ActorPm.Core.Tests.Routing.Cluster;

public sealed class WorkerChoiceTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(2, 1)]
    [InlineData(9, 0)]
    public void Round_robin_takes_the_next_slot(long last, int place) => Assert.Equal(place, Choose(BalancingPolicy.RoundRobin, [1, 5, 9], [0, 0, 0], last));

    [Fact]
    public void Least_connections_takes_the_least_busy_and_among_equals_the_next()
    {
        Assert.Equal(2, Choose(BalancingPolicy.LeastConnections, [1, 5, 9], [3, 2, 1], 0));
        Assert.Equal(1, Choose(BalancingPolicy.LeastConnections, [1, 5, 9], [0, 0, 0], 1));
    }

    [Fact]
    public void A_client_stays_with_its_worker_when_another_leaves()
    {
        for (byte client = 0; client < 100; client++)
        {
            long[] all = [1, 2, 3, 4];
            var chosen = all[WorkerChoice.Choose(BalancingPolicy.StickyAddress, all, [0, 0, 0, 0], 0, [10, 0, 0, client], 0)];
            var fewer = all.Where(serial => serial != (chosen == 4 ? 1 : 4)).ToArray();

            Assert.Equal(chosen, fewer[WorkerChoice.Choose(BalancingPolicy.StickyAddress, fewer, [0, 0, 0], 0, [10, 0, 0, client], 0)]);
        }
    }

    [Fact]
    public void Clients_spread_over_the_workers() => Assert.Equal(4, Enumerable.Range(0, 100)
        .Select(client => WorkerChoice.Choose(BalancingPolicy.StickyAddress, [1, 2, 3, 4], [0, 0, 0, 0], 0, [10, 0, 0, (byte)client], 0)).Distinct().Count());

    [Fact]
    public void Nobody_is_chosen_of_nobody() => Assert.Equal(-1, Choose(BalancingPolicy.RoundRobin, [], [], 0));

    private static int Choose(BalancingPolicy policy, long[] serials, int[] underWay, long last) => WorkerChoice.Choose(policy, serials, underWay, last, [], 0.5);
}
