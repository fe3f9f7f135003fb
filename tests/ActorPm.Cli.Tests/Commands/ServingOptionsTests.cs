using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

/// <summary>The options of routing, health and reload.</summary>
public sealed class ServingOptionsTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly FakeDaemon _daemon;

    public ServingOptionsTests()
    {
        _daemon = _run.StartDaemon();
        foreach (var route in (string[])[ControlContract.Start, ControlContract.Restart])
        {
            _daemon.Answer(route, new CommandReply([Views.View()], [], []), ControlJson.Default.CommandReply);
        }
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _run.Dispose();
    }

    private async Task<AppRequest> StartedAsync(params string[] words)
    {
        var result = await _run.RunAsync(["start", .. words]);

        Assert.Equal((0, ""), (result.ExitCode, string.Concat(result.Error.Split('\n').Where(line => line.Contains("ERROR", StringComparison.Ordinal)))));
        return Assert.Single(_daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps);
    }

    [Fact]
    public async Task Limits_are_names_with_values()
    {
        var app = await StartedAsync("api.js", "--limit", "nofile=1024:65536", "--limit", "memory=512M", "--umask", "0027", "--nice", "-5", "--no-new-privs");

        Assert.Equal(
            ["memory=512M", "nice=-5", "no_new_privs=true", "nofile=1024:65536", "umask=0027"], app.Limits!.Select(limit => $"{limit.Key}={limit.Value}").Order(StringComparer.Ordinal));
        var wrong = await _run.RunAsync(["start", "api.js", "--limit", "nofile", "--limit", "files=3", "--nice", "40"]);
        Assert.NotEqual(0, wrong.ExitCode);
        Assert.Contains("--limit 'nofile' is not of the form name=value; write for example --limit nofile=65536.", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("'files' is no limit; there are nofile, ", wrong.Error, StringComparison.Ordinal);
        Assert.Contains("'40' is no niceness", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_option_becomes_a_property_of_the_request()
    {
        var app = await StartedAsync(
            "api.js", "--proxy", "8080", "--proxy", "unix:/run/a.sock", "--proxy-protocol", "http2", "--socket", "web=9000", "--socket", "9001", "--balance", "power_of_two",
            "--scheduling", "connections", "--drain-timeout", "5s", "--startup-probe", "tcp", "--readiness", "/ready", "--liveness", "exec:test -f up",
            "--ready-on", "log:up", "--surge", "25%", "--min-healthy-time", "2s", "--overlap");

        Assert.Equal(["8080", "unix:/run/a.sock"], app.Proxy!.Listen!);
        Assert.Equal("http2", app.Proxy.Protocol);
        Assert.Equal(["web=9000", "9001"], app.Sockets!);
        Assert.Equal(("power_of_two", "connections", 5000d), (app.Balance, app.Scheduling, app.DrainTimeoutMs));
        Assert.Equal(new ProbeRequest { Tcp = "" }, app.StartupProbe);
        Assert.Equal(new ProbeRequest { Http = "/ready" }, app.ReadinessProbe);
        Assert.Equal(new ProbeRequest { Exec = "test -f up" }, app.LivenessProbe);
        Assert.Equal(("log:up", "25%", 2000d, true), (app.ReadyOn, app.Surge, app.MinimumHealthyTimeMs, app.Overlap));
    }

    [Fact]
    public async Task What_was_not_said_stays_unsaid()
    {
        var app = await StartedAsync("api.js");

        Assert.Null(app.Proxy);
        Assert.Null(app.Sockets);
        Assert.Null(app.StartupProbe ?? app.ReadinessProbe ?? app.LivenessProbe);
        Assert.Null(app.Balance ?? app.Scheduling ?? app.ReadyOn ?? app.Surge);
        Assert.Null(app.DrainTimeoutMs ?? app.MinimumHealthyTimeMs);
        Assert.Null(app.Overlap);
    }

    [Fact]
    public async Task The_word_null_takes_a_setting_back()
    {
        await _run.RunAsync("restart", "web", "--proxy", "null", "--socket", "null", "--readiness", "null", "--ready-on", "null", "--balance", "null", "--surge", "null", "--no-overlap");

        var changes = _daemon.Asked(ControlContract.Restart, ControlJson.Default.RestartRequest).Changes!;
        Assert.Empty(changes.Proxy!.Listen!);
        Assert.Empty(changes.Sockets!);
        Assert.Equal(new ProbeRequest(), changes.ReadinessProbe);
        Assert.Equal(("", "", "", false), (changes.ReadyOn, changes.Balance, changes.Surge, changes.Overlap));
        Assert.Null(changes.LivenessProbe);
    }

    [Fact]
    public async Task They_add_to_what_an_app_file_says()
    {
        _run.WriteFile("apps.json", """{"script": "api.js", "proxy": {"listen": 80, "retries": 1}, "readiness_probe": "/ready", "surge": 2, "drain_timeout": "1s"}""");

        var app = await StartedAsync("apps.json", "--proxy-protocol", "tcp", "--surge", "3", "--liveness", "tcp");

        Assert.Equal(("80", "tcp", 1), (app.Proxy!.Listen!.Single(), app.Proxy.Protocol, app.Proxy.Retries));
        Assert.Equal((new ProbeRequest { Http = "/ready" }, new ProbeRequest { Tcp = "" }), (app.ReadinessProbe, app.LivenessProbe));
        Assert.Equal(("3", 1000d), (app.Surge, app.DrainTimeoutMs));
    }

    [Theory]
    [InlineData("api.js")]
    [InlineData("apps.json")]
    public async Task All_values_that_make_no_sense_are_told_at_once(string target)
    {
        _run.WriteFile("apps.json", """{"script": "api.js"}""");

        var result = await _run.RunAsync("start", target, "--readiness", "health", "--liveness", "exec:", "--drain-timeout", "soon", "--min-healthy-time", "x");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("--readiness: 'health' is no probe; write a path such as /health", result.Error);
        Assert.Contains("--liveness: 'exec:' is no probe", result.Error);
        Assert.Contains("--drain-timeout 'soon' is not", result.Error);
        Assert.Contains("--min-healthy-time 'x' is not", result.Error);
        Assert.Empty(_daemon.Requests);
    }

    [Theory]
    [InlineData("fork_mode", "--proxy", "8080")]
    [InlineData("fork_mode", "--socket", "8080")]
    [InlineData("cluster_mode", "--surge", "2")]
    public async Task Counted_instances_are_no_cluster_when_requests_reach_them_in_another_way(string mode, params string[] options)
    {
        _run.WriteFile("api.js", "");

        var result = await _run.RunAsync(["start", "api.js", "-i", "2", .. options]);

        Assert.Contains($"api.js in {mode} (2 instances)", result.Error);
    }
}
