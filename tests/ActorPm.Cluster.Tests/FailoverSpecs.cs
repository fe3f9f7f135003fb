using System.Globalization;
using ActorPm.Cluster.Tests.Nodes;
using ActorPm.EndToEnd.Tests;
using Xunit.Abstractions;

namespace ActorPm.Cluster.Tests;

/// <summary>
/// A single app while its machine is killed, cut off, and stopped: it runs elsewhere after a while, and never twice at a time. <c>APM_FAILOVERS</c> says how often a machine is
/// killed, 2 without it.
/// </summary>
public sealed class FailoverSpecs(ThreeNodes three, ITestOutputHelper output) : IClassFixture<ThreeNodes>
{
    // What the daemon has to end once it goes on, after a stop: it is fenced at its first look, and its apps have the stop limit.
    private static readonly TimeSpan AfterStop = TimeSpan.FromSeconds(5);

    private Node A => three.Cluster.Nodes[0];

    [SkippableFact(Timeout = 3_600_000)]
    public async Task A_single_app_runs_elsewhere_when_its_machine_is_lost_and_never_twice()
    {
        three.Require();
        var program = $"sleep {Random.Shared.Next(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture)}";
        await A.Apm.RunAsync("start", program, "--name", "solo", "--placement", "single");
        await using var copies = new Copies(program);
        _ = await copies.NextAfterAsync(TimeSpan.Zero - TimeSpan.FromTicks(1));

        var kills = new List<double>();
        var rounds = Environment.GetEnvironmentVariable("APM_FAILOVERS") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 2;
        for (var round = 0; round < rounds; round++)
        {
            var home = await HomeAsync();
            var at = copies.Now;
            await home.KillAllAsync();
            kills.Add((await copies.NextAfterAsync(at)).TotalSeconds);
            await home.ResurrectAsync();
            await WholeAsync();
        }

        kills.Sort();
        output.WriteLine($"killed {rounds} times: elsewhere after {kills[rounds / 2]:0.0} s (p50), {kills[^1]:0.0} s at most; {string.Join(" ", kills.Select(seconds => seconds.ToString("0.0", CultureInfo.InvariantCulture)))}");
        Assert.Equal(TimeSpan.Zero, copies.Overlap);

        // Cut off, it ends its copy before the others may begin one.
        var cut = await HomeAsync();
        var cutAt = copies.Now;
        await three.Bridge.PullAsync(cut.Machine);
        output.WriteLine($"cut off: elsewhere after {(await copies.NextAfterAsync(cutAt)).TotalSeconds:0.0} s, {copies.Overlap.TotalMilliseconds:0} ms of two at a time");
        await three.Bridge.PlugAsync(cut.Machine);
        await WholeAsync();
        Assert.Equal(TimeSpan.Zero, copies.Overlap);

        // Stopped as a whole, it can end nothing; what it has does nothing either, until it goes on.
        var stopped = await HomeAsync();
        var stoppedAt = copies.Now;
        await stopped.SignalAllAsync("STOP");
        var elsewhere = await copies.NextAfterAsync(stoppedAt);
        await stopped.SignalAllAsync("CONT");
        await WholeAsync();
        output.WriteLine($"stopped: elsewhere after {elsewhere.TotalSeconds:0.0} s, {copies.Overlap.TotalMilliseconds:0} ms of two at a time when it went on");
        Assert.InRange(copies.Overlap, TimeSpan.Zero, AfterStop);
        await A.Apm.RunAsync("delete", "solo");
    }

    private async Task<Node> HomeAsync()
    {
        string? home = null;
        await Until.TrueAsync("solo is somewhere", async () =>
        {
            var ready = await Clusters.ReadyAsync(A.Apm, "solo");
            home = ready.Count == 1 ? ready.Keys.Single() : null;
            return home is not null;
        });
        return three.Cluster.Nodes.Single(node => node.Name == home);
    }

    // All are members again, and the app is on one of them.
    private async Task WholeAsync()
    {
        foreach (var node in three.Cluster.Nodes)
        {
            await Until.TrueAsync($"{node.Name} sees three members", async () => (await node.LookAsync()) is { IsMember: true, Nodes.Count: 3 } look && look.Nodes.All(other => other.IsUp));
        }

        _ = await HomeAsync();
    }
}
