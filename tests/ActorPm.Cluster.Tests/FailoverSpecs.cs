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

    // Far longer than others wait, and shorter than the guard's patience with a daemon.
    private static readonly TimeSpan Stop = TimeSpan.FromSeconds(30);

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

    [SkippableFact(Timeout = 600_000)]
    public async Task A_daemon_that_is_stopped_alone_has_its_single_app_ended_by_the_guard_before_it_runs_elsewhere_and_starts_no_second_one()
    {
        three.Require();
        var program = $"sleep {Random.Shared.Next(1_000_000, int.MaxValue).ToString(CultureInfo.InvariantCulture)}";
        await A.Apm.RunAsync("start", program, "--name", "solo", "--placement", "single");
        await using var copies = new Copies(program);
        _ = await copies.NextAfterAsync(TimeSpan.Zero - TimeSpan.FromTicks(1));
        var home = await HomeAsync();
        var first = (await home.Apm.ListAsync()).Single(listed => listed.Name == "solo").Pid;
        var daemon = home.Apm.DaemonPid;
        await Until.TrueAsync("the guard ends what the daemon does not", async () => (await home.Apm.RunAsync("cluster", "status")).Contains("the guard kills what is left after 8.5 s", StringComparison.Ordinal));

        var stoppedAt = copies.Now;
        ManagedProcess.Kill(daemon, "STOP");
        await Until.TrueAsync("its copy is ended", () => !ManagedProcess.IsAlive(first));
        var endedAfter = copies.Now - stoppedAt;
        var elsewhere = await copies.NextAfterAsync(stoppedAt);
        await Until.TrueAsync("the stop is over", () => copies.Now - stoppedAt > Stop);
        ManagedProcess.Kill(daemon, "CONT");
        await WholeAsync();
        await Until.TrueAsync("the daemon knows what the guard did", () => home.Apm.DaemonLog().Contains($"The guard has killed process {first}", StringComparison.Ordinal));

        output.WriteLine($"daemon alone stopped: its copy ended after {endedAfter.TotalSeconds:0.0} s, elsewhere after {elsewhere.TotalSeconds:0.0} s, {copies.Overlap.TotalMilliseconds:0} ms of two at a time");
        Assert.True(endedAfter < elsewhere);
        Assert.Equal(daemon, home.Apm.DaemonPid);
        Assert.NotEqual(home.Name, (await HomeAsync()).Name);
        Assert.Equal(TimeSpan.Zero, copies.Overlap);
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
