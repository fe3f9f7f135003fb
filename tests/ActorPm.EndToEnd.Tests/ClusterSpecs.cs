using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Daemons that belong together. Each has a home and ports of its own on this machine.</summary>
public sealed class ClusterSpecs
{
    private const int Refused = Clusters.Refused;

    [Fact(Timeout = 300_000)]
    public async Task Three_daemons_form_a_cluster_that_outlives_each_of_them_and_all_at_once()
    {
        await using var a = new Apm();
        await using var b = new Apm();
        await using var c = new Apm();
        Apm[] all = [a, b, c];
        var (first, second, third) = (Clusters.FreePorts(), Clusters.FreePorts(), Clusters.FreePorts());
        var lost = Path.Combine(a.Work, "lost");
        Directory.CreateDirectory(a.Home);
        await File.WriteAllTextAsync(Path.Combine(a.Home, "actorpm.conf"), $"actorpm.hooks.lost {{ on = [node-lost], exec = [\"/bin/sh\", \"-c\", \"echo $APM_LOST_NODE told by $APM_NODE >> {lost}\"] }}");
        Assert.Equal("This daemon belongs to no cluster.\n", await StartedAsync(a));

        var token = (await a.RunAsync("cluster", "init", "--name", "a", "--address", first)).Trim();
        await b.RunAsync("cluster", "join", first, "--token", token, "--name", "b", "--address", second, "--roles", "web,gpu");
        token = (await b.RunAsync("cluster", "token")).Trim();
        await c.RunAsync("cluster", "join", second, "--token", token, "--name", "c", "--address", third);

        foreach (var node in all)
        {
            await Clusters.UpAsync(node, "a", "b", "c");
        }

        Assert.Equal(["gpu", "web"], (await Clusters.NodesAsync(c)).Single(node => node.Name == "b").Roles);

        // One after the other, in order and by force.
        await b.RunAsync("kill");
        await b.RunAsync("resurrect");
        await Clusters.UpAsync(b, "a", "b", "c");
        await a.KillDaemonAsync();
        await a.RunAsync("resurrect");
        foreach (var node in all)
        {
            await Clusters.UpAsync(node, "a", "b", "c");
        }

        // All at once: two of three begin it anew, and not one alone.
        foreach (var node in all)
        {
            await node.KillDaemonAsync();
        }

        await c.RunAsync("resurrect");
        await Until.TrueAsync("c waits for another one", async () => (await c.RunAsync("cluster", "status")).Contains("1 of 3 nodes would begin with it, and 2 are needed", StringComparison.Ordinal));
        await a.RunAsync("resurrect");
        await Clusters.UpAsync(a, "a", "c");
        await b.RunAsync("resurrect");
        foreach (var node in all)
        {
            await Clusters.UpAsync(node, "a", "b", "c");
        }

        // One leaves, one is removed.
        Assert.Equal("This daemon belongs to no cluster.\n", await b.RunAsync("cluster", "leave"));
        await Clusters.UpAsync(a, "a", "c");
        await c.KillDaemonAsync();
        await Until.TrueAsync("c is seen to be away", async () => (await Clusters.NodesAsync(a)).All(node => node.Name != "c" || !node.IsReachable));
        await a.RunAsync("cluster", "remove", "c");
        await Clusters.UpAsync(a, "a");
        await Until.TrueAsync("the loss is told", () => File.Exists(lost) && File.ReadLines(lost).Contains("c told by a"));
        Assert.False(Directory.Exists(Path.Combine(b.Home, "cluster")));
    }

    [Fact(Timeout = 180_000)]
    public async Task Each_node_shows_the_apps_of_all_and_has_others_carry_commands_out()
    {
        await using var a = new Apm();
        await using var b = new Apm();
        var first = Clusters.FreePorts();
        var token = (await a.RunAsync("cluster", "init", "--name", "a", "--address", first)).Trim();
        await b.RunAsync("cluster", "join", first, "--token", token, "--name", "b", "--address", Clusters.FreePorts());
        await a.RunAsync("start", "sleep 1000", "--name", "near");

        // From a: a start, a restart, logs and a description at b.
        await a.RunAsync("start", "echo hello from $$; exec sleep 1001", "--name", "far", "--node", "b");
        var there = (await b.ListAsync()).Single(listed => listed.Name == "far");
        Assert.Equal("online", there.Status);
        await a.RunAsync("restart", "far", "--node", "b");
        Assert.Equal(1, (await b.ListAsync()).Single(listed => listed.Name == "far").Restarts);
        Assert.Contains("hello from", await a.RunAsync("logs", "far", "--nostream", "--raw", "--node", "b"), StringComparison.Ordinal);
        Assert.Contains("sleep 1001", await a.RunAsync("describe", "far", "--node", "b"), StringComparison.Ordinal);

        // By its name it is found wherever it is.
        Assert.Contains("sleep 1001", await a.RunAsync("describe", "far"), StringComparison.Ordinal);
        Assert.Contains("hello from", await a.RunAsync("logs", "far", "--nostream", "--raw"), StringComparison.Ordinal);
        await a.RunAsync("restart", "far");
        Assert.Equal(2, (await b.ListAsync()).Single(listed => listed.Name == "far").Restarts);

        foreach (var node in (Apm[])[a, b])
        {
            Assert.Equal(["a near", "b far"], await NamesAsync(node));
            Assert.Matches(@"│ a +│ 0 .*│ near .*online", await node.RunAsync("list"));
            Assert.DoesNotContain("near", await node.RunAsync("list", "--node", "b"), StringComparison.Ordinal);
        }

        var unknown = await a.TryAsync("list", "--node", "c");
        Assert.True(unknown.ExitCode == 1 && unknown.Error.Contains("There is no node c", StringComparison.Ordinal), unknown.Error);
        Assert.Equal(1, (await a.TryAsync("kill", "--node", "b")).ExitCode);

        // Nobody knows how the apps of a node are that cannot be reached.
        await b.KillDaemonAsync();
        await Until.TrueAsync("b is seen to be away", async () => (await Clusters.NodesAsync(a)).All(node => node.Name != "b" || !node.IsReachable));
        Assert.Matches(@"│ b +│ 0 .*│ far .*unreachable", await a.RunAsync("list"));
        Assert.Equal(["a near"], await NamesAsync(a));
        var refused = await a.TryAsync("stop", "far", "--node", "b");
        Assert.True(refused.ExitCode == Refused && refused.Error.Contains("b cannot be reached", StringComparison.Ordinal), refused.Error);
        Assert.True(ManagedProcess.IsAlive((await Reread(b)).Single(listed => listed.Name == "far").Pid));

        static async Task<IReadOnlyList<string>> NamesAsync(Apm node)
        {
            using var json = JsonDocument.Parse(await node.RunAsync("jlist"));
            return [.. json.RootElement.EnumerateArray().Select(element => $"{element.GetProperty("node").GetString()} {element.GetProperty("name").GetString()}").Order()];
        }

        static async Task<IReadOnlyList<Apm.Listed>> Reread(Apm node)
        {
            await node.RunAsync("resurrect");
            return await node.ListAsync();
        }
    }

    [Fact(Timeout = 180_000)]
    public async Task Whoever_was_not_invited_stays_outside_and_is_told_why()
    {
        await using var a = new Apm();
        await using var b = new Apm();
        await using var other = new Apm();
        var (first, second) = (Clusters.FreePorts(), Clusters.FreePorts());
        var used = (await a.RunAsync("cluster", "init", "--name", "a", "--address", first)).Trim();
        var foreign = (await other.RunAsync("cluster", "init", "--name", "x", "--address", Clusters.FreePorts())).Trim();
        await b.RunAsync("cluster", "join", first, "--token", used, "--name", "b", "--address", second);
        var ended = (await a.RunAsync("cluster", "token", "--hours", "0.0000001")).Trim();
        var good = (await a.RunAsync("cluster", "token")).Trim();
        await using var c = new Apm();

        await RefusedAsync("was used already", first, used, "c");
        await RefusedAsync("has ended", first, ended, "c");
        await RefusedAsync("printed by another node", second, good, "c");
        await RefusedAsync("another cluster", first, foreign, "c");
        await RefusedAsync("A node b belongs to the cluster already", first, good, "b");
        await RefusedAsync("cannot be reached", Clusters.FreePorts(), good, "c");
        Assert.Equal(1, (await c.TryAsync("cluster", "join", first, "--token", "apm1_x", "--name", "c")).ExitCode);
        Assert.Equal(Refused, (await b.TryAsync("cluster", "init")).ExitCode);
        await PlainAsync(first);

        await Clusters.UpAsync(a, "a", "b");
        await c.RunAsync("cluster", "join", first, "--token", good, "--name", "c", "--address", Clusters.FreePorts());
        await Clusters.UpAsync(a, "a", "b", "c");

        async Task RefusedAsync(string reason, string through, string token, string name)
        {
            var result = await c.TryAsync("cluster", "join", through, "--token", token, "--name", name, "--address", Clusters.FreePorts());
            Assert.True(result.ExitCode == Refused && result.Error.Contains(reason, StringComparison.Ordinal), $"{reason}: {result.ExitCode} {result.Error}");
            Assert.Equal("This daemon belongs to no cluster.\n", await c.RunAsync("cluster", "status"));
        }
    }

    // What speaks no TLS, or has no certificate, gets nothing on either port.
    private static async Task PlainAsync(string address)
    {
        var (host, port) = (address.Split(':')[0], int.Parse(address.Split(':')[1]));
        foreach (var each in (int[])[port, port + 1])
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(host, each);
            await socket.GetStream().WriteAsync("GET /peer/v1/state HTTP/1.1\r\nHost: a\r\n\r\n"u8.ToArray());
            Assert.Equal(0, await EndAsync(socket.GetStream()));
        }

        using var http = new HttpClient(new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, certificate, _, _) => certificate is not null });
        using var answer = await http.GetAsync(new Uri($"https://{address}/peer/v1/state"));
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
    }

    private static async Task<int> EndAsync(NetworkStream stream)
    {
        var buffer = new byte[4096];
        try
        {
            // An alert at most.
            while (await stream.ReadAsync(buffer) is var got and > 0)
            {
                Assert.NotEqual((byte)'H', buffer[0]);
                Assert.True(got < 100);
            }
        }
        catch (IOException)
        {
            // Cut off.
        }

        return 0;
    }

    private static async Task<string> StartedAsync(Apm apm)
    {
        await apm.RunAsync("resurrect");
        return await apm.RunAsync("cluster", "status");
    }
}
