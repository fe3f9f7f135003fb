using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Node apps in cluster mode: real workers of a cluster whose primary is the daemon, in both ways of giving them their connections.</summary>
public sealed class HandoffSpecs
{
    private const string Shared = "shared", Connections = "connections";

    [SkippableTheory(Timeout = 120_000)]
    [InlineData(Shared)]
    [InlineData(Connections)]
    public async Task Two_workers_share_a_port_and_a_killed_one_takes_no_port_with_it(string scheduling)
    {
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await StartAsync(apm, scheduling, 2, $$"""{"http":{{port}}}""");

        var answers = await Clients.AnswersAsync(2, () => Clients.GetAsync($"http://127.0.0.1:{port}/"));
        Assert.All(answers, answer => Assert.Equal("true", answer.Split(' ')[1]));
        Assert.Equal(2, answers.Select(answer => answer.Split(' ')[2]).Distinct().Count());

        var victim = int.Parse(answers.First().Split(' ')[0], CultureInfo.InvariantCulture);
        ManagedProcess.Kill(victim);
        for (var i = 0; i < 20; i++)
        {
            await Clients.GetAsync($"http://127.0.0.1:{port}/");
        }

        await Until.TrueAsync("two others answer", async () => (await Clients.AnswersAsync(2, () => Clients.GetAsync($"http://127.0.0.1:{port}/"))).All(answer => !answer.StartsWith($"{victim} ", StringComparison.Ordinal)));
    }

    [SkippableTheory(Timeout = 120_000)]
    [InlineData(Shared)]
    [InlineData(Connections)]
    public async Task Every_kind_of_server_works(string scheduling)
    {
        await using var apm = new Apm();
        await CertificateAsync(apm);
        var ports = await StartAsync(apm, scheduling, 2, $$"""{"http":0,"http2":0,"https":0,"h2":0,"v6":0,"udp":0}""");

        Assert.Equal(2, (await Clients.AnswersAsync(2, () => Clients.GetAsync($"http://127.0.0.1:{ports["http"]}/"))).Count);
        Assert.Equal(2, (await Clients.AnswersAsync(2, () => Clients.GetAsync($"http://127.0.0.1:{ports["http2"]}/"))).Count);
        Assert.Equal(2, (await Clients.AnswersAsync(2, () => Clients.GetAsync($"https://127.0.0.1:{ports["https"]}/"))).Count);
        Assert.Equal(2, (await Clients.AnswersAsync(2, () => Clients.GetAsync($"https://127.0.0.1:{ports["h2"]}/", HttpVersion.Version20))).Count);
        Assert.NotEmpty(await Clients.GetAsync($"http://[::1]:{ports["v6"]}/"));
        Assert.Contains("true", await Clients.DatagramAsync(ports["udp"]), StringComparison.Ordinal);
        await using var upgraded = await Clients.UpgradeAsync(ports["http"]);
        Assert.Equal("hello", await Clients.EchoAsync(upgraded, "hello"));
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task An_exclusive_port_is_one_workers_own_and_a_taken_one_is_an_error_in_the_worker()
    {
        await using var apm = new Apm();
        using var other = new System.Net.Sockets.TcpListener(IPAddress.IPv6Any, 0);
        other.Server.DualMode = true;
        other.Start();
        var (taken, exclusive) = (((IPEndPoint)other.LocalEndpoint).Port, Clients.FreePort());

        await StartAsync(apm, Shared, 2, $$"""{"http":{{taken}},"exclusive":{{exclusive}}}""");

        await Until.TrueAsync("errors in the workers", () => Output(apm).Split('\n').Count(line => line == "http EADDRINUSE") == 2
            && Output(apm).Split('\n').Count(line => line == "exclusive EADDRINUSE") == 1);
        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{exclusive}/"));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"(pid {Environment.ProcessId})"), apm.DaemonLog(), StringComparison.Ordinal);
        Assert.All(await apm.ListAsync(), listed => Assert.Equal(0, listed.Restarts));
    }

    [SkippableTheory(Timeout = 120_000)]
    [InlineData(Shared)]
    [InlineData(Connections)]
    public async Task A_worker_that_closes_its_server_leaves_the_port_to_the_others_and_the_last_one_frees_it(string scheduling)
    {
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await StartAsync(apm, scheduling, 2, $$"""{"http":{{port}}}""");

        var closed = await Clients.GetAsync($"http://127.0.0.1:{port}/close");
        var rest = new HashSet<string>();
        for (var i = 0; i < 20; i++)
        {
            rest.Add(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
        }

        Assert.NotEqual(closed, Assert.Single(rest));
        await Clients.GetAsync($"http://127.0.0.1:{port}/close");
        await Until.TrueAsync("the port is free", () => Clients.IsRefusedAsync(port));
    }

    [SkippableTheory(Timeout = 120_000)]
    [InlineData(Shared)]
    [InlineData(Connections)]
    public async Task The_socket_outlives_the_daemon_and_new_workers_join_it(string scheduling)
    {
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await StartAsync(apm, scheduling, 2, $$"""{"http":{{port}}}""");
        var before = await apm.ListAsync();

        await apm.KillDaemonAsync();
        // With a shared socket the workers answer; otherwise the connection waits for the next daemon.
        var asked = Clients.GetAsync($"http://127.0.0.1:{port}/");
        Assert.False(await Clients.IsRefusedAsync(port));
        await apm.RunAsync("resurrect");
        Assert.NotEmpty(await asked);
        Assert.Equal(before.Select(listed => listed.Pid), (await apm.ListAsync()).Select(listed => listed.Pid));

        ManagedProcess.Kill(before[0].Pid);
        await Until.TrueAsync("its successor answers", async () => (await apm.ListAsync())[0] is var heir && heir.Pid != before[0].Pid && heir.Pid != 0
            && (await Clients.GetAsync($"http://127.0.0.1:{port}/")).StartsWith($"{heir.Pid} ", StringComparison.Ordinal));
    }

    [SkippableTheory(Timeout = 120_000)]
    [InlineData(Shared)]
    [InlineData(Connections)]
    public async Task A_crash_of_all_and_a_restart_refuse_nobody_and_a_stop_frees_the_port(string scheduling)
    {
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await StartAsync(apm, scheduling, 1, $$"""{"http":{{port}}}""");

        for (var i = 0; i < 3; i++)
        {
            ManagedProcess.Kill((await apm.LivingAsync())[0].Pid);
            Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
        }

        var restart = apm.RunAsync("restart", "web");
        while (!restart.IsCompleted)
        {
            Assert.False(await Clients.IsRefusedAsync(port));
            await Task.Yield();
        }

        await apm.RunAsync("stop", "web");
        await Until.TrueAsync("the port is free", () => Clients.IsRefusedAsync(port));
        await apm.RunAsync("start", "web");
        await Until.TrueAsync("it is back", async () => !await Clients.IsRefusedAsync(port));
        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
    }

    [SkippableTheory(Timeout = 180_000)]
    [InlineData(Shared)]
    [InlineData(Connections)]
    public async Task A_reload_under_load_loses_no_request_and_finishes_what_is_under_way(string scheduling)
    {
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await StartAsync(apm, scheduling, 2, $$"""{"http":{{port}}}""");
        using var end = new CancellationTokenSource();
        // One with connections that are kept alive, one with a new connection for each request.
        var load = new[] { false, true }.Select(closes => LoadAsync(port, closes, end.Token)).ToList();
        var slow = Clients.GetAsync($"http://127.0.0.1:{port}/slow");
        await using var upgraded = await Clients.UpgradeAsync(port);

        var reload = apm.RunAsync("reload", "web");
        while (!reload.IsCompleted)
        {
            try
            {
                Assert.Equal("still here", await Clients.EchoAsync(upgraded, "still here").WaitAsync(TimeSpan.FromSeconds(10)));
                await Task.Delay(200);
                if (Output(apm).Split('\n').Count(line => line.StartsWith("ports ", StringComparison.Ordinal)) >= 3)
                {
                    // The first successor listens, so an old worker drains: it stays for a connection as long as that lasts, and this one ends now.
                    break;
                }
            }
            catch (IOException e)
            {
                Assert.Fail($"The upgraded connection was cut: {e.Message}\n{apm.DaemonLog()}");
            }
        }

        await upgraded.DisposeAsync();
        await reload;
        await end.CancelAsync();

        Assert.NotEmpty(await slow);
        var (requests, failures) = (0, new List<string>());
        foreach (var (count, errors) in await Task.WhenAll(load))
        {
            requests += count;
            failures.AddRange(errors);
        }

        Assert.Empty(failures);
        Assert.True(requests > 100, $"Only {requests} requests: the test did not test.");
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task Garbage_on_the_channel_harms_nobody()
    {
        await using var apm = new Apm();
        var (port, other) = (Clients.FreePort(), Clients.FreePort());
        await StartAsync(apm, Shared, 1, $$"""{"http":{{other}}}""", name: "good");

        await StartAsync(apm, Shared, 2, $$"""{"http":{{port}}}""", environment: """, "WORKER_GARBAGE": "1" """);

        Assert.Equal(2, (await Clients.AnswersAsync(2, () => Clients.GetAsync($"http://127.0.0.1:{port}/"))).Count);
        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{other}/"));
        Assert.Contains("is left out", apm.DaemonLog(), StringComparison.Ordinal);
        Assert.All(await apm.ListAsync(), listed => Assert.Equal(("online", 0), (listed.Status, listed.Restarts)));
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task Without_the_preload_a_worker_is_a_worker_all_the_same()
    {
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await StartAsync(apm, Shared, 1, $$"""{"http":{{port}}}""", environment: """, "APM_PRELOAD": "off" """);

        var pid = (await apm.ListAsync())[0].Pid;
        Assert.DoesNotContain("apm-worker", File.ReadAllText($"/proc/{pid}/cmdline"), StringComparison.Ordinal);
        await apm.RunAsync("reload", "web");

        Assert.StartsWith($"{(await apm.ListAsync())[0].Pid} true", await Clients.GetAsync($"http://127.0.0.1:{port}/"), StringComparison.Ordinal);
    }

    private static async Task<(int Count, List<string> Errors)> LoadAsync(int port, bool closes, CancellationToken end)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 4 });
        client.DefaultRequestHeaders.ConnectionClose = closes;
        var count = 0;
        var errors = new List<string>();
        while (!end.IsCancellationRequested)
        {
            try
            {
                // POST: the client does not try again by itself.
                using var answer = await client.PostAsync($"http://127.0.0.1:{port}/", null, CancellationToken.None);
                answer.EnsureSuccessStatusCode();
                count++;
            }
            catch (HttpRequestException e)
            {
                errors.Add(e.ToString());
            }
        }

        return (count, errors);
    }

    private static async Task<IReadOnlyDictionary<string, int>> StartAsync(
        Apm apm, string scheduling, int instances, string servers, string name = "web", string environment = "")
    {
        Programs.Require("node");
        var file = Path.Combine(apm.Work, $"{name}.json");
        await File.WriteAllTextAsync(file, $$"""
            {"apps":[{"name":"{{name}}","script":"{{Programs.Sample("cluster/workers.js")}}","instances":{{instances}},"exec_mode":"cluster","scheduling":"{{scheduling}}",
              "merge_logs":true,"out_file":"{{apm.Work}}/{{name}}.out","error_file":"{{apm.Work}}/{{name}}.err",
              "env":{"WORKER_SERVERS":{{JsonSerializer.Serialize(servers)}},"TLS_KEY":"{{apm.Work}}/key.pem","TLS_CERT":"{{apm.Work}}/cert.pem"{{environment}} } } ] }
            """);
        await apm.RunAsync("start", file);
        await Until.TrueAsync("all workers listen", () => Output(apm, name).Split('\n').Count(line => line.StartsWith("ports ", StringComparison.Ordinal)) == instances);
        var ports = Output(apm, name).Split('\n').Where(line => line.StartsWith("ports ", StringComparison.Ordinal))
            .Select(line => JsonSerializer.Deserialize<Dictionary<string, int>>(line["ports ".Length..])!).ToList();
        foreach (var (server, port) in ports[0])
        {
            // Of port 0, too, all workers have the same one.
            Assert.All(ports, those => Assert.Equal(port, those.GetValueOrDefault(server, port)));
        }

        return ports[0];
    }

    private static string Output(Apm apm, string name = "web") => File.Exists($"{apm.Work}/{name}.out") ? File.ReadAllText($"{apm.Work}/{name}.out") : "";

    private static async Task CertificateAsync(Apm apm)
    {
        Programs.Require("openssl");
        using var make = Process.Start(new ProcessStartInfo("openssl",
            ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", $"{apm.Work}/key.pem", "-out", $"{apm.Work}/cert.pem", "-days", "2", "-subj", "/CN=localhost"])
        {
            RedirectStandardError = true,
        })!;
        await make.StandardError.ReadToEndAsync();
        await make.WaitForExitAsync();
        Assert.Equal(0, make.ExitCode);
    }
}
