using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>The metrics: on the socket, on a TCP port, read by Debian's Prometheus, and sent to a collector.</summary>
public sealed class MetricsSpecs
{
    [SkippableFact(Timeout = 180_000)]
    public async Task Metrics_are_printed_served_over_TCP_and_read_by_Prometheus()
    {
        Programs.Require("prometheus");
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await apm.With("APM_METRICS_LISTEN", $"{port}").RunAsync("start", "exec sleep 1000", "--name", "web", "-i", "2");
        await apm.RunAsync("restart", "web");
        ManagedProcess.Kill((await apm.ListAsync())[0].Pid);
        await Until.TrueAsync("the kill has been counted", async () => (await apm.RunAsync("metrics")).Contains("apm_app_restarts_total{app=\"web\",cause=\"signal\"} 1", StringComparison.Ordinal));

        var printed = await apm.RunAsync("metrics");
        Assert.All(
            [
                "apm_app_restarts_total{app=\"web\",cause=\"command\"} 2", "apm_instance_memory_bytes{app=\"web\",ordinal=\"1\",id=\"1\"} ", "apm_instance_open_descriptors{app=\"web\",ordinal=\"0\",id=\"0\"} ",
                "apm_instance_threads{app=\"web\",ordinal=\"1\",id=\"1\"} 1\n", "apm_journal_writes_total ", "apm_mailbox_wait_seconds{actor=\"catalog\"} ", "apm_daemon_gc_collections_total{generation=\"0\"} ",
            ],
            part => Assert.Contains(part, printed, StringComparison.Ordinal));
        Assert.Equal("", await ComplaintsAsync(printed));
        using var http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        using (var answer = await http.GetAsync(new Uri("/metrics", UriKind.Relative)))
        {
            Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        }

        // Nothing else of the control API is there.
        using (var other = await http.GetAsync(new Uri("/v1/instances", UriKind.Relative)))
        {
            Assert.Equal(HttpStatusCode.NotFound, other.StatusCode);
        }

        var configuration = Path.Combine(apm.Work, "prometheus.yml");
        await File.WriteAllTextAsync(configuration, $$"""
            global: { scrape_interval: 1s }
            scrape_configs: [{ job_name: actorpm, static_configs: [{ targets: ["127.0.0.1:{{port}}"] }] }]
            """);
        var own = Clients.FreePort();
        using var prometheus = Process.Start(new ProcessStartInfo(
            "prometheus", ["--config.file", configuration, "--storage.tsdb.path", Path.Combine(apm.Work, "tsdb"), "--web.listen-address", $"127.0.0.1:{own}"])
        {
            RedirectStandardError = true, RedirectStandardOutput = true,
        })!;
        prometheus.BeginErrorReadLine();
        prometheus.BeginOutputReadLine();
        try
        {
            using var query = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{own}") };
            await Until.TrueAsync("Prometheus has read the metrics", async () =>
            {
                try
                {
                    using var answer = JsonDocument.Parse(await query.GetStringAsync(new Uri("/api/v1/query?query=apm_instance_memory_bytes", UriKind.Relative)));
                    var result = answer.RootElement.GetProperty("data").GetProperty("result");
                    return result.GetArrayLength() == 2 && result.EnumerateArray().All(sample => sample.GetProperty("metric").TryGetProperty("ordinal", out _)) && long.Parse(result[0].GetProperty("value")[1].GetString()!, System.Globalization.CultureInfo.InvariantCulture) > 100_000;
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet.
                    return false;
                }
            });
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync();
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task Metrics_that_cannot_be_served_keep_no_app_from_running()
    {
        await using var apm = new Apm();

        // An address for documentation, which no machine has.
        await apm.With("APM_METRICS_LISTEN", "192.0.2.1:9209").RunAsync("start", "exec sleep 1000", "--name", "web");

        Assert.Equal("online", (await apm.ListAsync()).Single().Status);
        Assert.Contains("Metrics cannot be served on 192.0.2.1:9209", apm.DaemonLog(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Metrics_are_sent_to_a_collector()
    {
        await using var apm = new Apm();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var body = ReceiveAsync(listener);

        await apm.With("APM_METRICS_OTLP_ENDPOINT", $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/v1/metrics").With("APM_METRICS_OTLP_PROTOCOL", "http/protobuf")
            .With("APM_METRICS_OTLP_INTERVAL", "1s").With("APM_METRICS_OTLP_HEADERS", "x-token=secret").RunAsync("start", "exec sleep 1000", "--name", "web");

        var received = await body;
        Assert.StartsWith("POST /v1/metrics HTTP/1.1", received, StringComparison.Ordinal);
        Assert.Contains("x-token: secret", received, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("apm_daemon_resident_memory_bytes", received, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", await apm.RunAsync("config", "show"), StringComparison.Ordinal);
    }

    // What Prometheus' own linter says of a page.
    private static async Task<string> ComplaintsAsync(string page)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { RedirectStandardInput = true, RedirectStandardError = true })!;
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        var complaints = await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return complaints;
    }

    // The first request that holds what is asked for.
    private static async Task<string> ReceiveAsync(TcpListener listener)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync();
            var stream = client.GetStream();
            var text = new StringBuilder();
            var buffer = new byte[65536];
            while (!text.ToString().Contains("apm_daemon_resident_memory_bytes", StringComparison.Ordinal))
            {
                var read = await stream.ReadAsync(buffer);
                if (read == 0)
                {
                    break;
                }

                text.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            await stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"u8.ToArray());
            if (text.Length > 0)
            {
                return text.ToString();
            }
        }
    }
}
