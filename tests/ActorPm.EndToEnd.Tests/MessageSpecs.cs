using System.Diagnostics;
using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>The channel between Node apps and the daemon, and what is brought to running programs.</summary>
public sealed class MessageSpecs
{
    [SkippableFact(Timeout = 60_000)]
    public async Task An_app_that_waits_to_be_ready_is_online_when_it_says_so()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var script = await WriteAsync(apm, "ready.js", "setTimeout(() => { require('fs').writeFileSync('said', ''); process.send('ready'); }, 500); setInterval(() => {}, 1000);");

        await apm.RunAsync("start", script, "--name", "web", "--cwd", apm.Work, "--wait-ready", "--listen-timeout", "50000");

        Assert.True(File.Exists(Path.Combine(apm.Work, "said")));
        Assert.Equal("online", (await apm.FindAsync("web")).Status);
    }

    [SkippableFact(Timeout = 60_000)]
    public async Task An_app_that_never_says_that_it_is_ready_is_launching_until_its_time_is_over()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var script = await WriteAsync(apm, "mute.js", "setInterval(() => {}, 1000);");
        using var starting = apm.Start("start", script, "--name", "web", "--wait-ready", "--listen-timeout", "3000");

        await Until.TrueAsync("it is launching", async () => (await apm.TryAsync("jlist")).Out.Contains("\"launching\"", StringComparison.Ordinal));
        await starting.WaitForExitAsync();

        Assert.Equal(0, starting.ExitCode);
        Assert.Equal("online", (await apm.FindAsync("web")).Status);
    }

    [SkippableFact(Timeout = 60_000)]
    public async Task An_app_is_asked_to_stop_by_a_message()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var script = await WriteAsync(
            apm, "polite.js",
            "process.on('SIGINT', () => {}); process.on('message', m => { if (m === 'shutdown') { require('fs').writeFileSync('bye', ''); process.exit(7); } }); process.send('ready');");
        await apm.RunAsync("start", script, "--name", "web", "--cwd", apm.Work, "--wait-ready", "--shutdown-with-message", "--kill-timeout", "30000");

        await apm.RunAsync("stop", "web");

        Assert.True(File.Exists(Path.Combine(apm.Work, "bye")));
        Assert.Contains("exited with code 7", await apm.RunAsync("describe", "web"), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = 60_000)]
    public async Task An_action_of_an_app_is_triggered_and_its_metrics_are_shown_also_after_the_daemon_was_killed()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var script = await WriteAsync(
            apm, "actions.js",
            """
            process.send({ type: 'axm:action', data: { action_name: 'double', action_type: 'custom', arity: 1 } });
            setInterval(() => process.send({ type: 'axm:monitor', data: { Orders: { value: 42, type: 'shop', historic: true } } }), 100);
            process.on('message', m => process.send({ type: 'axm:reply', data: { return: { twice: 2 * (m.opts || 0) }, action_name: 'double' } }));
            """);
        await apm.RunAsync("start", script, "--name", "web");
        await Until.TrueAsync("the action and the metric are known", async () => (await MonitorAsync(apm)).Contains("42", StringComparison.Ordinal));

        Assert.Contains("[web:0:default]={\"twice\":42}", await apm.RunAsync("trigger", "web", "double", "21"), StringComparison.Ordinal);

        var before = await apm.FindAsync("web");
        await apm.KillDaemonAsync();
        await apm.RunAsync("resurrect");
        await Until.TrueAsync("the metric is told to the next daemon", async () => (await MonitorAsync(apm)).Contains("42", StringComparison.Ordinal));
        Assert.Equal(before, await apm.FindAsync("web"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_line_is_sent_to_an_app_and_a_signal()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "trap 'echo told' USR1; while :; do read -r line && echo \"got $line\"; done", "--name", "reader");
        var log = Path.Combine(apm.Home, "logs/reader-out.log");

        await apm.RunAsync("send", "0", "hello you");
        await Until.TrueAsync("the line arrived", () => ReadLog(log).Contains("got hello you", StringComparison.Ordinal));
        await apm.RunAsync("sendSignal", "SIGUSR1", "reader");
        await apm.RunAsync("send", "reader", "again");
        await Until.TrueAsync("the signal arrived", () => ReadLog(log).Contains("told", StringComparison.Ordinal));
    }

    [Fact(Timeout = 60_000)]
    public async Task Attach_joins_a_terminal_with_an_app()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "while read -r line; do echo \"got $line\"; done", "--name", "reader");
        using var attached = apm.Start("attach", "0");
        Assert.Contains("Attached", await attached.StandardError.ReadLineAsync(), StringComparison.Ordinal);

        await attached.StandardInput.WriteLineAsync("first");
        await attached.StandardInput.FlushAsync();

        Assert.Equal("got first", await attached.StandardOutput.ReadLineAsync());
        ManagedProcess.Kill(attached.Id, "INT");
        await attached.WaitForExitAsync();
        Assert.Equal(0, attached.ExitCode);
    }

    [SkippableFact(Timeout = 60_000)]
    public async Task An_app_runs_as_another_user()
    {
        Skip.IfNot(Environment.UserName == "root", "Only root may choose users.");
        await using var apm = new Apm();
        await apm.RunAsync("start", "id -un; exec sleep 1000", "--name", "guest", "--cwd", "/", "--uid", "nobody");

        await Until.TrueAsync("it says who it is", () => ReadLog(Path.Combine(apm.Home, "logs/guest-out.log")) == "nobody\n");
        var unknown = await apm.TryAsync("start", "sleep 1", "--name", "x", "--uid", "nobody-here");
        Assert.Equal(1, unknown.ExitCode);
        Assert.Contains("There is no user nobody-here", unknown.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cron_pattern_that_is_none_starts_nothing()
    {
        await using var apm = new Apm();

        var result = await apm.TryAsync("start", "sleep 1000", "--name", "x", "--cron-restart", "61 * * * *");

        Assert.Equal(1, result.ExitCode);
        Assert.Contains("61 * * * *", result.Error, StringComparison.Ordinal);
        Assert.Empty(await apm.ListAsync());
    }

    [Fact]
    public async Task The_schema_is_JSON_and_knows_the_fields()
    {
        await using var apm = new Apm();

        using var schema = JsonDocument.Parse(await apm.RunAsync("schema"));

        Assert.Contains("max_memory_restart", schema.RootElement.GetRawText(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_secret_is_shown_to_who_asks_for_it_by_name_and_lies_nowhere()
    {
        const string Canary = "canary-8472-secret";
        await using var apm = new Apm().With("DB_PASSWORD", Canary);
        await apm.RunAsync("start", "sleep 1000", "--name", "web", "--env", $"TOKEN={Canary}");
        await apm.RunAsync("save");
        await apm.RunAsync("restart", "web", "--update-env");

        foreach (var words in (string[][])[["jlist"], ["prettylist"], ["list"], ["describe", "web"], ["report"], ["logs", "web", "--nostream"]])
        {
            var shown = await apm.TryAsync(words);
            Assert.DoesNotContain(Canary, shown.Out + shown.Error, StringComparison.Ordinal);
        }

        Assert.Contains(Canary, await apm.RunAsync("env", "web"), StringComparison.Ordinal);
        foreach (var file in Directory.GetFiles(apm.Home, "*", SearchOption.AllDirectories).Where(file => Path.GetExtension(file) is not (".sock" or ".lock") && !IsPipe(file)))
        {
            Assert.DoesNotContain(Canary, System.Text.Encoding.Latin1.GetString(ReadShared(file)), StringComparison.Ordinal);
        }
    }

    private static async Task<string> WriteAsync(Apm apm, string name, string text)
    {
        var path = Path.Combine(apm.Work, name);
        await File.WriteAllTextAsync(path, text);
        return path;
    }

    private static async Task<string> MonitorAsync(Apm apm)
    {
        using var list = JsonDocument.Parse(await apm.RunAsync("jlist"));
        return list.RootElement[0].GetProperty("pm2_env").GetProperty("axm_monitor").GetRawText();
    }

    private static string ReadLog(string path) => File.Exists(path) ? File.ReadAllText(path) : "";

    private static bool IsPipe(string file) => file.Contains("/run/", StringComparison.Ordinal) && !file.EndsWith(".json", StringComparison.Ordinal);

    private static byte[] ReadShared(string file)
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return copy.ToArray();
    }
}
