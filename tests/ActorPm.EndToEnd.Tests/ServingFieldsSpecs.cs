namespace ActorPm.EndToEnd.Tests;

/// <summary>The fields of routing, health and reload on their way from an app file through the journal to <c>describe</c>, with the real binaries.</summary>
public sealed class ServingFieldsSpecs
{
    // Nothing runs: what the data planes do is told elsewhere.
    private const string File = """
        {
          "apps": [
            {
              "name": "web", "script": "sleep", "args": "1000", "autostart": false, "balance": "least_connections", "drain_timeout": "5s",
              "proxy": { "listen": "unix:web.sock", "hold": "3s", "access_log": "access.log" }, "readiness_probe": "/ready",
              "liveness_probe": { "exec": "true", "interval": "1s" }, "ready_on": "log:listening", "surge": "50%"
            },
            { "name": "inherits", "script": "sleep", "args": "1000", "autostart": false, "sockets": "web=unix:a.sock" }
          ]
        }
        """;

    [Fact(Timeout = 120_000)]
    public async Task They_survive_the_daemons_death_and_change_by_options()
    {
        await using var apm = new Apm();
        await System.IO.File.WriteAllTextAsync(Path.Combine(apm.Work, "apps.json"), File);

        await apm.RunAsync("start", "apps.json");
        var before = await apm.RunAsync("describe", "web");
        await apm.KillDaemonAsync();
        await apm.RunAsync("resurrect");
        var after = await apm.RunAsync("describe", "web");

        foreach (var (name, value) in ((string, string)[])
        [
            ("proxy", $"unix:{apm.Work}/web.sock"), ("proxy hold", "3000"), ("proxy access log", $"{apm.Work}/access.log"), ("balance", "least_connections"),
            ("drain timeout", "5000"), ("readiness probe", "/ready (interval 5000"), ("liveness probe", "exec:true (interval 1000"), ("ready on", "log:listening"), ("surge", "50%"),
        ])
        {
            Assert.Matches($"│ {name} +│ {System.Text.RegularExpressions.Regex.Escape(value)}", before);
            Assert.Matches($"│ {name} +│ {System.Text.RegularExpressions.Regex.Escape(value)}", after);
        }

        Assert.Contains($"web=unix:{apm.Work}/a.sock", await apm.RunAsync("describe", "inherits"), StringComparison.Ordinal);
        Assert.Contains("web: changed\n  surge: 50% → 3\n", await apm.RunAsync("start", "apps.json", "--surge", "3", "--only", "web", "--dry-run"), StringComparison.Ordinal);
        Assert.Contains("web: unchanged", await apm.RunAsync("start", "apps.json", "--dry-run"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task Each_app_of_a_file_is_named_with_all_that_contradicts_itself()
    {
        await using var apm = new Apm();
        await System.IO.File.WriteAllTextAsync(Path.Combine(apm.Work, "apps.json"), """
            [{"name": "a", "script": "sleep", "proxy": 1, "sockets": 2, "readiness_probe": "watchdog"}, {"name": "b", "script": "sleep", "ready_on": "listening", "wait_ready": true}]
            """);

        var (exitCode, _, error) = await apm.TryAsync("start", "apps.json");

        Assert.Equal(1, exitCode);
        Assert.Contains("a: proxy and sockets contradict each other", error, StringComparison.Ordinal);
        Assert.Contains("readiness_probe cannot be the watchdog", error, StringComparison.Ordinal);
        Assert.Contains("b: wait_ready waits for the message 'ready', and ready_on says listening", error, StringComparison.Ordinal);
        Assert.Empty(await apm.ListAsync());
    }
}
