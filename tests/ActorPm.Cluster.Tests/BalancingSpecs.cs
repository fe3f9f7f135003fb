using System.Globalization;
using System.Text.Json;
using ActorPm.Cluster.Tests.Nodes;
using ActorPm.EndToEnd.Tests;
using Xunit.Abstractions;

namespace ActorPm.Cluster.Tests;

/// <summary>An Express app over three machines, loaded through the port of one of them while things happen to the others.</summary>
public sealed class BalancingSpecs(ThreeNodes three, ITestOutputHelper output) : IClassFixture<ThreeNodes>
{
    private const int Port = 8080, OtherPort = 8081, PerSecond = 40, Burst = 600;

    private Node A => three.Cluster.Nodes[0];

    [SkippableFact(Timeout = 600_000)]
    public async Task Every_node_takes_requests_for_an_app_and_none_is_lost_when_nodes_are_drained_reloaded_and_killed()
    {
        three.Require();
        var app = Path.Combine(Programs.Repository, "tests/apps/express/app.js");
        await A.Apm.RunAsync("start", app, "--name", "web", "-i", "3", "--placement", "spread", "--proxy", Port.ToString(CultureInfo.InvariantCulture));
        await SharesAsync("a", "b", "c");
        var load = new ConstantLoad(three.Cluster.Stranger, new Uri($"http://{A.Machine.Address}:{Port}"), PerSecond);
        await using (load)
        {
            // Its own instance answers as long as it has one.
            var own = (await PidsAsync())["a"];
            await Until.TrueAsync("a's instance answers", () => load.Answers.GetValueOrDefault($"express {own}") >= PerSecond);
            Assert.Equal([$"express {own}"], load.Answers.Keys);

            // Drained, its port leads to the others.
            await A.Apm.RunAsync("cluster", "drain", "a");
            await SharesAsync("b", "c");
            var before = load.Answers.Values.Sum();
            await Until.TrueAsync("the others answer", () => load.Answers.Count >= 3 && load.Answers.Values.Sum() > before + PerSecond);
            output.WriteLine($"drained: {load}");
            Assert.Empty(load.Failures);

            // A reload goes from node to node.
            await A.Apm.RunAsync("reload", "web");
            before = load.Answers.Values.Sum();
            await Until.TrueAsync("the new ones answer", () => load.Answers.Values.Sum() > before + PerSecond);
            output.WriteLine($"reloaded: {load}");
            Assert.Empty(load.Failures);

            // A machine dies with all that was on it, in the middle of requests.
            var dying = three.Cluster.Nodes[1];
            await dying.KillAllAsync();
            await SharesAsync("c");
            before = load.Answers.Values.Sum();
            await Until.TrueAsync("the last one answers", () => load.Answers.Values.Sum() > before + PerSecond);
            output.WriteLine($"one killed: {load}");
            Assert.Empty(load.Failures);

            await dying.ResurrectAsync();
            await A.Apm.RunAsync("cluster", "undrain", "a");
            await SharesAsync("a", "b", "c");
        }

        output.WriteLine($"in the end: {load}");
        Assert.Empty(load.Failures);
        await A.Apm.RunAsync("delete", "web");
    }

    [SkippableFact(Timeout = 600_000)]
    public async Task A_burst_through_a_node_without_an_instance_is_answered_and_leaves_the_nodes_room_to_talk()
    {
        three.Require();
        await A.Apm.RunAsync("cluster", "drain", "a");
        await A.Apm.RunAsync(
            "start", Programs.Sample("node/server.js"), "--name", "burst", "-i", "2", "--placement", "spread", "--proxy", OtherPort.ToString(CultureInfo.InvariantCulture));
        await Until.TrueAsync("burst runs", async () => (await Clusters.ReadyAsync(A.Apm, "burst")).Values.Sum() == 2);

        // More at once than a node takes connections from other nodes.
        using var http = three.Cluster.Stranger.HttpClient(new Uri($"http://{A.Machine.Address}:{OtherPort}"));
        var answers = await Task.WhenAll(Enumerable.Range(0, Burst).Select(_ => http.GetStringAsync("/?ms=500")));

        Assert.All(answers, answer => Assert.StartsWith("hello from", answer, StringComparison.Ordinal));
        Assert.All(three.Cluster.Nodes, node => Assert.DoesNotContain("maximum number of concurrent connections", node.Apm.DaemonLog(), StringComparison.Ordinal));
        await A.Apm.RunAsync("delete", "burst");
        await A.Apm.RunAsync("cluster", "undrain", "a");
    }

    // Waits until the app runs on these nodes and no other, as all that live know.
    private Task SharesAsync(params string[] nodes)
    {
        var seen = "";
        return Until.TrueAsync(() => $"web runs on {string.Join(", ", nodes)}; last seen {seen}", async () =>
        {
            var ready = await Clusters.ReadyAsync(A.Apm, "web");
            seen = string.Join(", ", ready);
            return ready.Values.Sum() == 3 && ready.Keys.Order(StringComparer.Ordinal).SequenceEqual(nodes);
        });
    }

    private async Task<Dictionary<string, int>> PidsAsync()
    {
        using var json = JsonDocument.Parse(await A.Apm.RunAsync("jlist"));
        return json.RootElement.EnumerateArray().Where(each => each.GetProperty("name").GetString() == "web")
            .ToDictionary(each => each.GetProperty("node").GetString()!, each => each.GetProperty("pid").GetInt32(), StringComparer.Ordinal);
    }
}
