using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Probes and signals of readiness, with real apps: tests/apps/health does what files in a directory say.</summary>
public sealed class HealthSpecs
{
    [SkippableFact(Timeout = 180_000)]
    public async Task Readiness_is_shown_and_restarts_nobody_and_a_hanging_app_is_restarted()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        await StartAsync(apm, "server.js", """
            "readiness_probe": { "http": "/ready", "interval": 100, "timeout": 2000, "failures": 2 },
            "liveness_probe": { "http": "/live", "interval": 100, "timeout": 1000, "failures": 2 }
            """);
        var first = await apm.FindAsync("web");
        await ShowsAsync(apm, "│ ready │ ✔");

        Touch(apm, "busy");
        await ShowsAsync(apm, "│ ready │ ✘ readiness probe: GET /ready was answered with 503");
        File.Delete(Path.Combine(apm.Work, "busy"));
        await ShowsAsync(apm, "│ ready │ ✔");
        Assert.Equal((first.Pid, 0), ((await apm.FindAsync("web")).Pid, (await apm.FindAsync("web")).Restarts));

        Touch(apm, "hung");
        await apm.WaitAsync("web", listed => listed.Restarts >= 1);
        File.Delete(Path.Combine(apm.Work, "hung"));
        await ShowsAsync(apm, "was ended because its liveness probe failed 2 times in a row, the last time because GET /live was not answered within 1 s");
        Assert.False(ManagedProcess.IsAlive(first.Pid));
    }

    [SkippableFact(Timeout = 180_000)]
    public async Task A_line_of_its_output_makes_an_app_online()
    {
        Programs.Require("node");
        await using var apm = new Apm();

        await StartAsync(apm, "server.js", """ "ready_on": "log:^listening on \\d+$", "listen_timeout": 60000 """);

        Assert.Equal("online", (await apm.FindAsync("web")).Status);
        await ShowsAsync(apm, "│ ready │ ✔");
    }

    [SkippableFact(Timeout = 180_000)]
    public async Task An_app_says_on_its_notify_socket_how_it_is_and_goes_on_after_the_daemon_died()
    {
        Programs.Require("python3");
        await using var apm = new Apm();
        using var starting = Begin(apm, "notify.py", """ "ready_on": "notify", "listen_timeout": 60000 """);
        await Until.TrueAsync("the app is launched", async () => (await apm.TryAsync("jlist")).Out.Contains("launching"));
        await ShowsAsync(apm, "│ ready │ ✘ it has not sent READY=1");

        Say(apm, "READY=1", "STATUS=serving");
        await starting.WaitForExitAsync();
        await ShowsAsync(apm, "│ ready │ ✔");
        await ShowsAsync(apm, "│ app status │ serving");
        var pid = (await apm.FindAsync("web")).Pid;

        await apm.KillDaemonAsync();
        await apm.RunAsync("resurrect");
        Say(apm, "STOPPING=1");
        await ShowsAsync(apm, "│ ready │ ✘ it says that it is stopping");
        Assert.Equal(pid, (await apm.FindAsync("web")).Pid);
    }

    [SkippableFact(Timeout = 180_000)]
    public async Task A_watchdog_that_hears_nothing_any_more_restarts_the_app()
    {
        Programs.Require("python3");
        await using var apm = new Apm();
        await StartAsync(apm, "notify.py", """ "liveness_probe": { "watchdog": true, "interval": 1000, "failures": 2 } """, """ "ALIVE": "1" """);
        await ShowsAsync(apm, "│ liveness │ well");

        Touch(apm, "hung");

        await apm.WaitAsync("web", listed => listed.Restarts >= 1);
        File.Delete(Path.Combine(apm.Work, "hung"));
        await ShowsAsync(apm, "the last time because no WATCHDOG=1 came within 1 s");
        Assert.Contains("watchdog 1000000", await File.ReadAllTextAsync(Path.Combine(apm.Home, "logs/web-out.log")));
    }

    [SkippableFact(Timeout = 180_000)]
    public async Task A_command_that_hangs_fails_its_probe_and_leaves_nothing_behind()
    {
        Programs.Require("node");
        await using var apm = new Apm();

        await StartAsync(apm, "server.js", $$""" "readiness_probe": { "exec": "echo $$ >> {{apm.Work}}/asked; test \"$PORT\" && sleep 1000 & sleep 1000", "interval": 100, "timeout": 300 } """);

        await ShowsAsync(apm, "│ ready │ ✘ readiness probe: its command did not end within 0.3 s");
        await apm.RunAsync("stop", "web");
        var asked = (await File.ReadAllLinesAsync(Path.Combine(apm.Work, "asked"))).Select(int.Parse).ToList();
        await Until.TrueAsync("all commands are gone", () => asked.All(pid => !ManagedProcess.IsAlive(pid)) && ManagedProcess.Of(apm.Home).All(one => one.Pid == apm.DaemonPid));
        Assert.NotEmpty(asked);
    }

    [SkippableFact(Timeout = 180_000)]
    public async Task One_that_never_comes_up_is_given_up_with_the_reason()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        Touch(apm, "busy");

        using var starting = Begin(apm, "server.js", """ "max_restarts": 2, "startup_probe": { "http": "/ready", "delay": 1000, "interval": 100, "failures": 2 } """);
        await starting.WaitForExitAsync();

        await apm.WaitAsync("web", listed => listed.Status == "errored");
        await ShowsAsync(apm, "It did not come up 2 times in a row (max_restarts 2); the last time it was ended because its startup probe failed 2 times in a row");
    }

    private static async Task StartAsync(Apm apm, string script, string fields, string environment = "")
    {
        using var starting = Begin(apm, script, fields, environment);
        var error = await starting.StandardError.ReadToEndAsync();
        await starting.WaitForExitAsync();
        Assert.True(starting.ExitCode == 0, error + apm.DaemonLog());
    }

    private static System.Diagnostics.Process Begin(Apm apm, string script, string fields, string environment = "")
    {
        var variables = $"\"PORT\": \"{Clients.FreePort()}\", \"STATE_DIRECTORY\": {JsonSerializer.Serialize(apm.Work)}{(environment.Length > 0 ? "," : "")} {environment}";
        var interpreter = script.EndsWith(".py", StringComparison.Ordinal) ? "\"interpreter\": \"python3\"," : "";
        var file = Path.Combine(apm.Work, "apps.json");
        File.WriteAllText(file, $$"""{ "apps": [{ "name": "web", {{interpreter}} "script": {{JsonSerializer.Serialize(Programs.Sample($"health/{script}"))}}, "env": { {{variables}} }, {{fields}} }] }""");
        return apm.Start("start", file);
    }

    private static async Task ShowsAsync(Apm apm, string text) => await Until.TrueAsync(
        $"describe shows '{text}'; {apm.DaemonLog()}",
        async () => string.Join('\n', (await apm.TryAsync("describe", "web")).Out.Split('\n').Select(Squeezed)).Contains(text));

    // Tables pad their cells.
    private static string Squeezed(string line) => string.Join(' ', line.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static void Touch(Apm apm, string name) => File.WriteAllText(Path.Combine(apm.Work, name), "");

    private static void Say(Apm apm, params string[] words) => File.AppendAllLines(Path.Combine(apm.Work, "say"), words);
}
