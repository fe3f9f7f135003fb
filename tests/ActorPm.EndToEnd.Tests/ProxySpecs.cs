using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Node apps behind the daemon's own port.</summary>
public sealed class ProxySpecs
{
    private const string Server = """
        require('http').createServer((q, s) => setTimeout(() => s.end(process.pid + ' ' + q.headers.host), +(process.env.SLOW || 0))).listen(process.env.PORT);
        """;

    [SkippableFact]
    public async Task Requests_to_one_port_reach_all_instances_and_describe_shows_them()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await apm.RunAsync("start", Write(apm, Server), "--name", "web", "-i", "2", "--proxy", $"{port}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };

        var pids = new HashSet<string>();
        await Until.TrueAsync("both instances have answered", async () =>
        {
            var answer = (await http.GetStringAsync("/")).Split(' ');
            Assert.Equal($"127.0.0.1:{port}", answer[1]);
            pids.Add(answer[0]);
            return pids.Count == 2;
        });

        var described = await apm.RunAsync("describe", "web");
        Assert.Contains($"Router (proxy, round_robin) on {port}", described, StringComparison.Ordinal);
        Assert.Contains("ready", described, StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await apm.RunAsync("describe", "web", "--json"));
        Assert.Contains("\"backends\"", json.RootElement.GetRawText(), StringComparison.Ordinal);
        // Each instance has an address of its own, anywhere in the range that BackendAddresses gives out.
        Assert.Equal(2, Regex.Matches(described, @"127\.0\.0\.1:(\d{5})").Select(match => match.Groups[1].Value).Where(shown => shown != $"{port}").Distinct().Count());
    }

    [SkippableFact]
    public async Task A_client_does_not_notice_that_the_only_instance_was_killed()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await apm.With("SLOW", "5").RunAsync("start", Write(apm, Server), "--name", "web", "--proxy", $"{port}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await http.GetStringAsync("/");
        using var stop = new CancellationTokenSource();
        var answers = 0;
        var clients = Enumerable.Range(0, 8).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await http.GetStringAsync("/");
                Interlocked.Increment(ref answers);
            }
        })).ToList();

        for (var death = 0; death < 5; death++)
        {
            var before = (await apm.FindAsync("web")).Pid;
            ManagedProcess.Kill(before);
            await apm.WaitAsync("web", listed => listed.Status == "online" && listed.Pid != before && listed.Pid != 0);
            var seen = Volatile.Read(ref answers);
            await Until.TrueAsync("requests go on", () => Volatile.Read(ref answers) > seen + 50);
        }

        await stop.CancelAsync();
        // Fails with the first request that failed.
        await Task.WhenAll(clients);
    }

    [SkippableFact]
    public async Task A_port_that_is_taken_is_named_and_a_stopped_app_is_refused_at_once()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await apm.RunAsync("start", Write(apm, Server), "--name", "web", "--proxy", $"{port}");
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}"), Timeout = TimeSpan.FromSeconds(8) };
        await http.GetStringAsync("/");

        await apm.RunAsync("stop", "web");
        using var answer = await http.GetAsync(new Uri("/", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);

        await apm.RunAsync("start", Write(apm, Server), "--name", "second", "--proxy", $"{port}");
        Assert.Contains("is taken by another program", await apm.RunAsync("describe", "second"), StringComparison.Ordinal);
    }

    private static string Write(Apm apm, string script)
    {
        var path = Path.Combine(apm.Work, "server.js");
        File.WriteAllText(path, script);
        return path;
    }
}
