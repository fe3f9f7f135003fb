using System.Globalization;
using ActorPm.Cluster.Tests.Nodes;
using ActorPm.Cluster.Tests.Strangers;
using ActorPm.EndToEnd.Tests;
using Xunit.Abstractions;

namespace ActorPm.Cluster.Tests;

/// <summary>Machines of the same network that were not invited. <c>APM_STRANGERS_SECONDS</c> makes the run longer (15 by default), <c>APM_STRANGERS_SEED</c> gives another one.</summary>
public sealed class StrangerSpecs(ThreeNodes three, ITestOutputHelper output) : IClassFixture<ThreeNodes>
{
    private const int Seed = 1, Seconds = 15, Strangers = 8, MostMoreFiles = 20;
    private const double MostMoreMegabytes = 40;

    [SkippableFact(Timeout = 1_200_000)]
    public async Task Garbage_on_both_ports_brings_nobody_in_and_costs_no_memory()
    {
        three.Require();
        var nodes = three.Cluster.Nodes;
        var seconds = Number("APM_STRANGERS_SECONDS", Seconds);
        await three.Cluster.AgreeAsync();

        // What handshakes and refusals load and compile, they do once.
        await RunAsync(TimeSpan.FromSeconds(seconds / 3.0), Number("APM_STRANGERS_SEED", Seed));
        var before = nodes.Select(node => (node.MemoryMegabytes, node.OpenFiles, node.Apm.DaemonPid)).ToList();
        await RunAsync(TimeSpan.FromSeconds(seconds), Number("APM_STRANGERS_SEED", Seed) + 1);
        await three.Cluster.AgreeAsync();

        for (var index = 0; index < nodes.Count; index++)
        {
            var (memory, files, daemon) = before[index];
            output.WriteLine($"{nodes[index].Name}: {memory:0.0} MB, then {nodes[index].MemoryMegabytes:0.0} MB; {files} descriptors, then {nodes[index].OpenFiles}");
            Assert.Equal(daemon, nodes[index].Apm.DaemonPid);
            Assert.True(nodes[index].MemoryMegabytes < memory + MostMoreMegabytes, $"{nodes[index].Name} grew from {memory:0.0} to {nodes[index].MemoryMegabytes:0.0} MB.");
            var node = nodes[index];
            await Until.TrueAsync(() => $"{node.Name} lets go of connections that are gone: {files} descriptors before, {node.OpenFiles} now", () => Task.FromResult(node.OpenFiles < files + MostMoreFiles));
        }
    }

    private async Task RunAsync(TimeSpan duration, int seed)
    {
        var run = new StrangersRun(three.Cluster.Stranger, seed);
        await run.RunAsync([.. three.Cluster.Nodes.Select(node => node.Machine.Address)], Node.Port, Strangers, duration);
        output.WriteLine($"{run.Connections} connections in {duration.TotalSeconds:0} s, {run.Refused} not accepted");
        Assert.Equal(0, run.HeardOfActors);
        Assert.True(run.Connections > 0);
    }

    private static int Number(string variable, int otherwise) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
