namespace ActorPm.EndToEnd.Tests;

/// <summary>Apps that the cluster places and moves.</summary>
public sealed class PlacementSpecs
{
    [Fact(Timeout = 300_000)]
    public async Task Movable_apps_run_where_the_plan_says_are_commanded_from_any_node_and_leave_a_node_that_is_drained()
    {
        await using var a = new Apm();
        await using var b = new Apm();
        await using var c = new Apm();
        var alone = await a.TryAsync("start", "sleep 1000", "--placement", "single");
        Assert.True(alone.ExitCode == Clusters.Refused && alone.Error.Contains("apm cluster init", StringComparison.Ordinal), alone.Error);
        await Clusters.FormAsync((a, "a", "web"), (b, "b", "web"), (c, "c", ""));

        await a.RunAsync("start", "sleep 1000", "--name", "solo", "--placement", "single");
        await b.RunAsync("start", "sleep 1001", "--name", "wide", "-i", "5", "--placement", "spread");
        await c.RunAsync("start", "sleep 1002", "--name", "each", "--placement", "every", "--on", "role=web");

        foreach (var node in (Apm[])[a, b, c])
        {
            await Until.TrueAsync("all nodes know where the apps run", async () =>
                await Clusters.ReadyAsync(node, "solo") is { Count: 1 }
                && await Clusters.ReadyAsync(node, "wide") is { Count: 3 } wide && wide.Values.Order().SequenceEqual([1, 2, 2])
                && await Clusters.ReadyAsync(node, "each") is { Count: 2 } each && each.Keys.Order().SequenceEqual(["a", "b"]));
            Assert.Equal(8, (await node.ListAsync()).Count(listed => listed.Status == "online"));
        }

        // From any node; what only one node could do is refused.
        var home = (await Clusters.ReadyAsync(a, "solo")).Keys.Single();
        await c.RunAsync("stop", "solo");
        Assert.Equal("stopped", (await b.FindAsync("solo")).Status);
        await b.RunAsync("start", "solo");
        Assert.Equal("online", (await a.FindAsync("solo")).Status);
        await a.RunAsync("scale", "wide", "7");
        Assert.Equal(7, (await c.ListAsync()).Count(listed => listed is { Name: "wide", Status: "online" }));
        var before = await a.FindAsync("solo");
        await c.RunAsync("restart", "solo");
        Assert.NotEqual(before.Pid, (await b.FindAsync("solo")).Pid);
        Assert.Equal(1, (await a.TryAsync("start", "sleep 1000", "--name", "solo", "--placement", "single")).ExitCode);
        Assert.Equal(1, (await a.TryAsync("rollback", "solo")).ExitCode);
        Assert.Equal(Clusters.Refused, (await a.TryAsync("reload", "solo", "--canary", "50%")).ExitCode);
        // What the cluster keeps is in no checkpoint.
        await a.RunAsync("save", "--force");
        Assert.DoesNotContain("wide", await File.ReadAllTextAsync(Path.Combine(a.Home, "dump.pm2")), StringComparison.Ordinal);
        Assert.Equal(1, (await a.TryAsync("scale", "solo", "2")).ExitCode);
        Assert.Equal(1, (await a.TryAsync("start", "sleep 1", "--name", "x", "--placement", "both")).ExitCode);
        Assert.NotEmpty(home);
        var pinned = await Stranger(home).TryAsync("start", "sleep 5", "--name", "solo");
        Assert.True(pinned.ExitCode == 1 && pinned.Error.Contains("on the cluster's list", StringComparison.Ordinal), pinned.Error);

        await a.RunAsync("cluster", "drain", "c");
        Assert.DoesNotContain("c", (await Clusters.ReadyAsync(a, "wide")).Keys);
        Assert.DoesNotContain("c", (await Clusters.ReadyAsync(a, "solo")).Keys);
        Assert.Equal(7, (await Clusters.ReadyAsync(a, "wide")).Values.Sum());
        await Until.TrueAsync("b knows it, too", async () => (await b.RunAsync("cluster", "status")).Contains(", drained", StringComparison.Ordinal));
        await b.RunAsync("cluster", "undrain", "c");
        await Until.TrueAsync("c has its share again", async () => (await Clusters.ReadyAsync(a, "wide")).Values.Order().SequenceEqual([2, 2, 3]));

        foreach (var app in (string[])["solo", "wide", "each"])
        {
            await b.RunAsync("delete", app);
        }

        Assert.Empty(await a.ListAsync());
        Assert.Empty(await c.ListAsync());

        // One that did not run it.
        Apm Stranger(string runs) => ((Apm[])[a, b, c])[runs == "a" ? 1 : 0];
    }

    [Fact(Timeout = 300_000)]
    public async Task Labels_limits_and_what_is_to_be_apart_decide_where_instances_may_be_and_a_change_can_be_taken_back()
    {
        await using var a = new Apm();
        await using var b = new Apm();
        await using var c = new Apm();
        await Clusters.FormAsync((a, "a", "web,zone=eu"), (b, "b", "web,zone=eu"), (c, "c", "zone=us"));

        await a.RunAsync("start", "sleep 1000", "--name", "wide", "-i", "4", "--placement", "spread", "--spread-over", "zone");
        await b.RunAsync("start", "sleep 1001", "--name", "us", "--placement", "single", "--on", "zone=us");
        await b.RunAsync("start", "sleep 1002", "--name", "away", "--placement", "every", "--apart-from", "us");
        var few = await c.TryAsync("start", "sleep 1003", "--name", "few", "-i", "5", "--placement", "spread", "--per-node", "1", "--on", "role=web");

        Assert.True(few.ExitCode == 0 && (few.Out + few.Error).Contains("3 of 5 instances have no node: at most 1 may be on each", StringComparison.Ordinal), few.Out + few.Error);
        await Until.TrueAsync("all are where they may be", async () =>
            await Clusters.ReadyAsync(a, "wide") is var wide && wide.OrderBy(node => node.Key).Select(node => node.Value).SequenceEqual([1, 1, 2])
            && (await Clusters.ReadyAsync(a, "us")).Keys.Single() == "c"
            && (await Clusters.ReadyAsync(a, "away")).Keys.Order().SequenceEqual(["a", "b"])
            && (await Clusters.ReadyAsync(a, "few")).OrderBy(node => node.Key).SequenceEqual([KeyValuePair.Create("a", 1), KeyValuePair.Create("b", 1)]));
        var status = await a.RunAsync("cluster", "status");
        Assert.All(
            ["spread over zone", "single on zone=us", "every, apart from us", "spread on role=web, 1 a node", "3 of 5 instances have no node", "web,zone=eu"],
            text => Assert.Contains(text, status, StringComparison.Ordinal));
        Assert.All(
            [("--on", "zone", "single"), ("--per-node", "1", "single"), ("--spread-over", "zone=eu", "spread"), ("--per-node", "x", "spread"), ("--max-unavailable", "0", "spread"), ("--apart-from", "a", "pinned")],
            option => Assert.Equal(1, a.TryAsync("start", "sleep 1", "--name", "bad", option.Item1, option.Item2, "--placement", option.Item3).GetAwaiter().GetResult().ExitCode));

        // Another program, and back: from any node, and without asking for the old one.
        await b.RunAsync("start", "sleep 2000", "--name", "us", "--placement", "single", "--on", "zone=us", "-f");
        Assert.Contains("2000", await c.RunAsync("describe", "us"), StringComparison.Ordinal);
        await a.RunAsync("rollback", "us");
        Assert.Contains("1001", await c.RunAsync("describe", "us"), StringComparison.Ordinal);
        await a.RunAsync("rollback", "us");
        Assert.Contains("2000", await c.RunAsync("describe", "us"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 300_000)]
    public async Task What_a_lost_node_ran_runs_elsewhere_and_a_node_that_loses_the_others_ends_what_they_may_take_over()
    {
        await using var a = new Apm();
        await using var b = new Apm();
        await using var c = new Apm();
        var nodes = new Dictionary<string, Apm> { ["a"] = a, ["b"] = b, ["c"] = c };
        await Clusters.FormAsync((a, "a", ""), (b, "b", ""), (c, "c", ""));
        await a.RunAsync("start", "sleep 1000", "--name", "solo", "--placement", "single");
        await a.RunAsync("start", "sleep 1001", "--name", "wide", "-i", "6", "--placement", "spread");

        // Paused, with all that it runs: the app starts on another node, and when the node goes on, it ends its own.
        var home = (await Clusters.ReadyAsync(a, "solo")).Keys.Single();
        var paused = nodes[home];
        var others = nodes.Values.Where(node => node != paused).ToList();
        var first = (await paused.FindAsync("solo")).Pid;
        int[] all = [.. ManagedProcess.Of(paused.Home).Select(process => process.Pid), paused.DaemonPid, paused.GuardPid!.Value];
        foreach (var pid in all)
        {
            ManagedProcess.Kill(pid, "STOP");
        }

        await Until.TrueAsync("solo runs elsewhere", async () => (await Clusters.ReadyAsync(others[0], "solo")).Keys.Any(node => node != home));
        await Until.TrueAsync("wide runs on two nodes", async () => (await Clusters.ReadyAsync(others[1], "wide")).Values.SequenceEqual([3, 3]));
        foreach (var pid in all.Reverse())
        {
            ManagedProcess.Kill(pid, "CONT");
        }

        await Until.TrueAsync("the first copy has ended", () => !ManagedProcess.IsAlive(first));
        var seen = "";
        await Until.TrueAsync(() => $"the node is back and has its share; last seen {seen}", async () =>
        {
            seen = await paused.RunAsync("cluster", "status");
            return (await Clusters.ReadyAsync(paused, "wide")).Values.SequenceEqual([2, 2, 2]);
        });
        var second = (await paused.FindAsync("solo")).Pid;
        Assert.True(ManagedProcess.IsAlive(second));
        Assert.NotEqual(first, second);

        // Two of three are gone: the last one ends what they may run, and changes nothing any more.
        var last = nodes[(await Clusters.ReadyAsync(a, "solo")).Keys.Single()];
        var mine = ManagedProcess.Of(last.Home).Select(process => process.Pid).ToList();
        foreach (var node in nodes.Values.Where(node => node != last))
        {
            await node.KillDaemonAsync();
        }

        await Until.TrueAsync("the last node has ended its movable apps", () => mine.All(pid => !ManagedProcess.IsAlive(pid)));
        var refused = await last.TryAsync("stop", "solo");
        Assert.True(refused.ExitCode == Clusters.Refused && refused.Error.Contains("Nothing was changed", StringComparison.Ordinal), refused.Error);
        Assert.Contains("does not reach most of the others", await last.RunAsync("cluster", "status"), StringComparison.Ordinal);

        // The others come back, with the wishes and with what they had left running.
        foreach (var node in nodes.Values.Where(node => node != last))
        {
            await node.RunAsync("resurrect");
        }

        await Until.TrueAsync("all runs again", async () => (await Clusters.ReadyAsync(last, "solo")).Values.Sum() == 1 && (await Clusters.ReadyAsync(last, "wide")).Values.Sum() == 6);
    }

    [Theory(Timeout = 300_000)]
    [InlineData("1")]
    [InlineData("2")]
    public async Task A_reload_goes_from_node_to_node_or_over_several_at_once_and_a_bad_release_replaces_nothing_anywhere(string maxUnavailable)
    {
        await using var a = new Apm();
        await using var b = new Apm();
        await Clusters.FormAsync((a, "a", ""), (b, "b", ""));
        var script = Path.Combine(a.Work, "release.sh");
        await File.WriteAllTextAsync(script, "exec sleep 1000\n");
        await a.RunAsync("start", script, "--name", "wide", "-i", "2", "--placement", "spread", "--overlap", "--max-unavailable", maxUnavailable);
        var before = Pids();

        await File.WriteAllTextAsync(script, "echo broken; exit 3\n");
        var bad = await b.TryAsync("reload", "wide");
        Assert.True(bad.ExitCode == 8 && bad.Error.Contains("broken", StringComparison.Ordinal), bad.Error);
        Assert.Equal(before, Pids());

        await File.WriteAllTextAsync(script, "exec sleep 1001\n");
        await b.RunAsync("reload", "wide");
        var after = Pids();
        Assert.Equal(2, after.Count);
        Assert.Empty(after.Intersect(before));

        List<int> Pids() => [.. ((Apm[])[a, b]).SelectMany(node => ManagedProcess.Of(node.Home)).Select(process => process.Pid).Where(ManagedProcess.IsAlive).Order()];
    }
}
