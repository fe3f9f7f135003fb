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
        Assert.Equal(Clusters.Refused, (await a.TryAsync("rollback", "solo")).ExitCode);
        Assert.Equal(1, (await a.TryAsync("scale", "solo", "2")).ExitCode);
        Assert.Equal(1, (await a.TryAsync("start", "sleep 1", "--name", "x", "--placement", "both")).ExitCode);
        Assert.NotEmpty(home);

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

    [Fact(Timeout = 300_000)]
    public async Task A_reload_goes_from_node_to_node_and_a_bad_release_replaces_nothing_anywhere()
    {
        await using var a = new Apm();
        await using var b = new Apm();
        await Clusters.FormAsync((a, "a", ""), (b, "b", ""));
        var script = Path.Combine(a.Work, "release.sh");
        await File.WriteAllTextAsync(script, "exec sleep 1000\n");
        await a.RunAsync("start", script, "--name", "wide", "-i", "2", "--placement", "spread", "--overlap");
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
