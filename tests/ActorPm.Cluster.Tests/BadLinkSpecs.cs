using ActorPm.Cluster.Tests.Networks;
using ActorPm.Cluster.Tests.Nodes;
using ActorPm.EndToEnd.Tests;
using Xunit.Abstractions;

namespace ActorPm.Cluster.Tests;

/// <summary>A network that loses frames, and one that takes its time.</summary>
public sealed class BadLinkSpecs(ITestOutputHelper output)
{
    private const double FifthPart = 0.2;

    // Longer than the failure detector's patience and the split brain resolver's together.
    private static readonly TimeSpan Observed = TimeSpan.FromSeconds(20), Late = TimeSpan.FromMilliseconds(200);

    [SkippableFact(Timeout = 600_000)]
    public async Task Loss_of_a_fifth_and_a_delay_of_200_ms_cost_no_node_its_membership_for_good()
    {
        var obstacle = await Lan.ObstacleAsync() ?? Hub.Obstacle;
        Skip.If(obstacle is not null, obstacle);
        Hub? hub = null;
        await using var cluster = await NodeCluster.FormAsync(3, _ => Task.FromResult<IWire>(hub = new Hub(seed: 7)));

        foreach (var quality in (LinkQuality[])[new(0, Late), new(FifthPart, TimeSpan.Zero)])
        {
            hub!.Quality = quality;
            var (interruptions, whole) = await ObserveAsync(cluster);
            output.WriteLine($"{quality}: {interruptions} of {interruptions + whole} looks saw less than three members; {hub.Lost} frames lost, {hub.Arrived} arrived");
            Assert.True(quality.Loss > 0 || interruptions == 0, "A delay alone may not look like a lost node.");
            hub.Quality = LinkQuality.Good;
            await cluster.AgreeAsync();
        }
    }

    private static async Task<(int Interruptions, int Whole)> ObserveAsync(NodeCluster cluster)
    {
        var (interruptions, whole) = (0, 0);
        var end = Task.Delay(Observed);
        while (!end.IsCompleted)
        {
            foreach (var node in cluster.Nodes)
            {
                var isWhole = (await node.LookAsync()).Nodes.Count(other => other.IsUp) == cluster.Nodes.Count;
                (interruptions, whole) = isWhole ? (interruptions, whole + 1) : (interruptions + 1, whole);
            }

            await Task.WhenAny(end, Task.Delay(TimeSpan.FromMilliseconds(200)));
        }

        return (interruptions, whole);
    }
}
