using System.Globalization;
using ActorPm.Cluster.Tests.Networks;
using ActorPm.Cluster.Tests.Nodes;
using Xunit.Abstractions;

namespace ActorPm.Cluster.Tests;

/// <summary>As many nodes as <c>APM_CLUSTER_NODES</c> says, 2 to 26; without it nothing is run. Says how long they took to form and what each takes of memory.</summary>
public sealed class LargeClusterSpecs(ITestOutputHelper output)
{
    private const string Variable = "APM_CLUSTER_NODES";

    [SkippableFact(Timeout = 1_200_000)]
    public async Task Many_nodes_form_a_cluster_and_come_back_from_the_death_of_all()
    {
        var count = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;
        Skip.If(count == 0, $"{Variable} says how many; by hand only, for it takes a machine to itself.");
        var obstacle = await Lan.ObstacleAsync();
        Skip.If(obstacle is not null, obstacle);

        await using var cluster = await NodeCluster.FormAsync(count, async name => await Bridge.CreateAsync(name));
        output.WriteLine($"{count} nodes formed in {cluster.Formation.TotalSeconds:0.0} s");
        Say(cluster);

        var clock = System.Diagnostics.Stopwatch.StartNew();
        await Task.WhenAll(cluster.Nodes.Select(node => node.Apm.KillDaemonAsync()));
        await Task.WhenAll(cluster.Nodes.Select(node => node.ResurrectAsync()));
        await cluster.AgreeAsync();
        output.WriteLine($"all killed and back in {clock.Elapsed.TotalSeconds:0.0} s");
        Say(cluster);
    }

    private void Say(NodeCluster cluster)
    {
        var memory = cluster.Nodes.Select(node => node.MemoryMegabytes).Order().ToList();
        output.WriteLine($"memory per node: {memory[0]:0} to {memory[^1]:0} MB, {memory.Average():0} MB on average");
    }
}
