using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ActorPm.EndToEnd.Tests;

/// <summary><c>apm update</c>: the daemon becomes another program, and neither an app nor its clients notice.</summary>
public sealed class UpdateSpecs
{
    private const int Refused = 9, Failed = 10;

    [Fact(Timeout = 180_000)]
    public async Task Daemon_and_apps_stay_the_same_processes_and_no_line_is_lost()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "i=0; while :; do echo line $i; i=$((i+1)); sleep 0.002; done", "--name", "writer");
        await apm.RunAsync("start", $"until [ -e {apm.Work}/end ]; do sleep 0.01; done; exit 7", "--name", "job", "--no-autorestart");
        await apm.RunAsync("start", "sleep", "--name", "rests", "--", "1000");
        await apm.RunAsync("stop", "rests");
        var (daemon, before) = (apm.DaemonPid, await apm.ListAsync());
        var started = before.Where(listed => listed.Pid > 0).ToDictionary(listed => listed.Pid, listed => StartOf(listed.Pid));

        var result = await apm.TryAsync("update");

        Assert.True(result.ExitCode == 0, $"{result.Error}\n{apm.DaemonLog()}");
        Assert.Matches(@"Updated from version \S+ to \S+: process \d+, 2 processes kept, commands waited for \d+ ms\.", result.Error);
        Assert.Equal(daemon, apm.DaemonPid);
        Assert.Equal(before, await apm.ListAsync());
        Assert.All(started, process => Assert.Equal(process.Value, StartOf(process.Key)));
        Assert.All(started, process => Assert.Equal(daemon, ManagedProcess.ParentOf(process.Key)));
        Assert.All(started, process => Assert.DoesNotContain("APM_UPGRADE", File.ReadAllText($"/proc/{process.Key}/environ"), StringComparison.Ordinal));

        // Still its parent's child: how it ends is known, and by whom nothing is left.
        await File.WriteAllTextAsync($"{apm.Work}/end", "");
        var job = before.Single(listed => listed.Name == "job");
        await apm.WaitAsync("job", listed => listed.Status == "stopped");
        Assert.Contains("exited with code 7", await apm.RunAsync("describe", "job"), StringComparison.Ordinal);
        Assert.False(Directory.Exists($"/proc/{job.Pid}"));

        var lines = Lines(apm, "writer").Length + 100;
        await Until.TrueAsync("lines after the update", () => Lines(apm, "writer").Length >= lines);
        Assert.Equal(Enumerable.Range(0, lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"line {i}")), Lines(apm, "writer").Take(lines));
    }

    [SkippableTheory(Timeout = 180_000)]
    [InlineData("shared")]
    [InlineData("connections")]
    [InlineData("proxy")]
    public async Task No_client_is_refused_while_the_daemon_is_updated(string plane)
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var port = Clients.FreePort();
        await StartServerAsync(apm, plane, port);
        var pids = (await apm.ListAsync()).Select(listed => listed.Pid).ToList();
        using var stop = new CancellationTokenSource();
        var answers = 0;
        // A connection each: what is measured is that each finds an open door.
        var clients = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                Assert.Contains(int.Parse(await Clients.GetAsync($"http://127.0.0.1:{port}/"), CultureInfo.InvariantCulture), pids);
                Interlocked.Increment(ref answers);
            }
        })).ToList();
        await Until.TrueAsync("requests are under way", () => answers > 20);

        await apm.RunAsync("update");
        await apm.RunAsync("update");
        var then = answers;
        await Until.TrueAsync("requests go on", () => answers > then + 20 || clients.Exists(client => client.IsFaulted));
        await stop.CancelAsync();
        await Task.WhenAll(clients);

        Assert.Equal(pids, (await apm.ListAsync()).Select(listed => listed.Pid));
        // The sockets are the daemon's still: nobody is refused while no instance lives.
        foreach (var pid in pids)
        {
            ManagedProcess.Kill(pid);
        }

        Assert.False(await Clients.IsRefusedAsync(port));
        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task Sockets_of_apps_that_inherit_them_and_files_of_Unix_sockets_are_kept()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var port = Clients.FreePort();
        var script = Path.Combine(apm.Work, "app.js");
        await File.WriteAllTextAsync(script, "require('http').createServer((q, r) => r.end(`${process.pid}`)).listen({ fd: 3 }, () => process.send('ready'));");
        await File.WriteAllTextAsync(
            Path.Combine(apm.Work, "app.json"),
            $$"""{"apps":[{"name":"app","script":"{{script}}","instances":2,"wait_ready":true,"sockets":["127.0.0.1:{{port}}","unix:{{apm.Work}}/app.sock"]}]}""");
        await apm.RunAsync("start", Path.Combine(apm.Work, "app.json"));
        var inode = new FileInfo($"{apm.Work}/app.sock").CreationTimeUtc;

        await apm.RunAsync("update");

        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
        Assert.Equal(inode, new FileInfo($"{apm.Work}/app.sock").CreationTimeUtc);
        await apm.RunAsync("reload", "app");
        Assert.NotEmpty(await Clients.GetAsync($"http://127.0.0.1:{port}/"));
        await apm.RunAsync("stop", "app");
        await Until.TrueAsync("nobody listens", async () => await Clients.IsRefusedAsync(port) && !File.Exists($"{apm.Work}/app.sock"));
    }

    [SkippableFact(Timeout = 120_000)]
    public async Task The_channel_of_a_Node_app_goes_on()
    {
        Programs.Require("node");
        await using var apm = new Apm();
        var script = Path.Combine(apm.Work, "echo.js");
        await File.WriteAllTextAsync(script, "process.on('SIGINT', () => {}); process.on('message', m => { if (m === 'shutdown') { require('fs').writeFileSync('bye', ''); process.exit(7); } }); setInterval(() => process.send({ type: 'tick', data: {} }), 5);");
        await apm.RunAsync("start", script, "--name", "web", "--cwd", apm.Work, "--shutdown-with-message", "--kill-timeout", "30000");

        await apm.RunAsync("update");
        await apm.RunAsync("stop", "web");

        Assert.True(File.Exists(Path.Combine(apm.Work, "bye")));
        Assert.Contains("exited with code 7", await apm.RunAsync("describe", "web"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_restart_that_was_waited_for_comes_when_it_was_due_and_what_was_given_up_stays_so()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "exit 3", "--name", "waits", "--restart-delay", "600000");
        await apm.WaitAsync("waits", listed => listed.Status == "waiting restart");
        await apm.TryAsync("start", "exit 4", "--name", "broken", "--max-restarts", "1");
        await apm.WaitAsync("broken", listed => listed.Status == "errored");
        var before = await apm.ListAsync();

        await apm.RunAsync("update");

        Assert.Equal(before, await apm.ListAsync());
        Assert.Contains("exited with code 3", await apm.RunAsync("describe", "waits"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 180_000)]
    public async Task A_program_that_is_not_fit_is_refused_with_a_reason_and_nothing_is_touched()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "app", "--", "1000");
        var (daemon, before) = (apm.DaemonPid, await apm.ListAsync());
        var plain = Path.Combine(apm.Work, "plain");
        await File.WriteAllTextAsync(plain, "");

        await RefusedAsync("/nonexistent/apmd", "does not exist");
        await RefusedAsync(apm.Work, $"{apm.Work}/apmd does not exist");
        await RefusedAsync(plain, "is not executable");
        await RefusedAsync(Script(apm, "fails", "echo out of order >&2; exit 1"), "--version exited with code 1: out of order");
        await RefusedAsync(Script(apm, "other", "echo hello"), "does not tell a version as an apmd does");
        await RefusedAsync(Script(apm, "old", "if [ $1 = --version ]; then echo 0.0.1; else echo usage; exit 1; fi"), "--check exited with code 1: usage");
        await RefusedAsync(Script(apm, "hangs", "sleep 100"), "--version did not end within 10 seconds");
        await File.WriteAllTextAsync(Path.Combine(apm.Home, "actorpm.conf"), "actorpm.log-level = loud");
        await RefusedAsync(null, "log-level");

        Assert.Equal(daemon, apm.DaemonPid);
        Assert.Equal(before, await apm.ListAsync());

        async Task RefusedAsync(string? program, string reason)
        {
            var result = await apm.TryAsync(program is null ? ["update"] : ["update", "--to", program]);
            Assert.Equal(Refused, result.ExitCode);
            Assert.Contains(reason, result.Error, StringComparison.Ordinal);
            Assert.Contains("The daemon and all apps go on as before.", result.Error, StringComparison.Ordinal);
        }
    }

    [Theory(Timeout = 180_000)]
    [InlineData("akka.actor.provider = nonsense", "60s", "nonsense")]
    [InlineData("akka.persistence.max-concurrent-recoveries = 0", "4s", "did not take commands within 4 seconds")]
    public async Task A_program_that_does_not_come_up_or_hangs_becomes_the_one_before_with_its_settings(string setting, string limit, string reason)
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "i=0; while :; do echo line $i; i=$((i+1)); sleep 0.01; done", "--name", "app");
        var (daemon, before) = (apm.DaemonPid, await apm.ListAsync());
        await File.WriteAllTextAsync(Path.Combine(apm.Home, "actorpm.conf"), setting);

        var result = await apm.TryAsync("update", "--timeout", limit);

        Assert.True(result.ExitCode == Failed, $"{result.ExitCode} {result.Error}\n{apm.DaemonLog()}");
        Assert.Contains("did not come up", result.Error, StringComparison.Ordinal);
        Assert.Contains(reason, result.Error, StringComparison.Ordinal);
        Assert.Equal(daemon, apm.DaemonPid);
        Assert.Equal(before, await apm.ListAsync());
        var lines = Lines(apm, "app");
        await Until.TrueAsync("it is logged on", () => Lines(apm, "app").Length > lines.Length + 10);
        lines = Lines(apm, "app");
        Assert.Equal(Enumerable.Range(0, lines.Length).Select(i => string.Create(CultureInfo.InvariantCulture, $"line {i}")), lines);

        File.Delete(Path.Combine(apm.Home, "actorpm.conf"));
        await apm.RunAsync("update");
        Assert.Equal(before, await apm.ListAsync());
    }

    [Fact(Timeout = 180_000)]
    public async Task Commands_that_come_meanwhile_wait_and_are_carried_out()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "app", "--", "1000");
        using var updating = apm.Start("update");
        var commands = 0;

        while (!updating.HasExited)
        {
            await apm.RunAsync("restart", "app");
            commands++;
        }

        Assert.Equal(0, updating.ExitCode);
        Assert.Equal(commands, (await apm.FindAsync("app")).Restarts);
    }

    [Fact(Timeout = 300_000)]
    public async Task Ten_updates_in_a_row_leave_no_descriptor_behind_and_new_settings_hold()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "app", "-i", "3", "--", "1000");
        await apm.RunAsync("update");
        await apm.RunAsync("list");
        var descriptors = Descriptors(apm.DaemonPid);
        var before = await apm.ListAsync();

        for (var i = 0; i < 10; i++)
        {
            await apm.RunAsync("update");
        }

        await apm.RunAsync("list");
        Assert.Equal(before, await apm.ListAsync());
        await Until.TrueAsync($"as many descriptors as before, {descriptors}", () => Descriptors(apm.DaemonPid) <= descriptors);
        await File.WriteAllTextAsync(Path.Combine(apm.Home, "actorpm.conf"), "actorpm.log-level = debug");
        await apm.RunAsync("update");
        await apm.RunAsync("restart", "app");
        Assert.Contains(" DBG ", apm.DaemonLog(), StringComparison.Ordinal);
    }

    private static async Task StartServerAsync(Apm apm, string plane, int port)
    {
        var script = Path.Combine(apm.Work, "server.js");
        await File.WriteAllTextAsync(
            script, $"require('http').createServer((q, r) => setTimeout(() => r.end(`${{process.pid}}`), 5)).listen({(plane == "proxy" ? "process.env.PORT" : port)});");
        await apm.RunAsync(plane == "proxy"
            ? ["start", script, "--name", "web", "-i", "2", "--proxy", $"{port}"]
            : ["start", script, "--name", "web", "-i", "2", "--scheduling", plane]);
        await Until.TrueAsync("it answers", async () => !await Clients.IsRefusedAsync(port));
    }

    private static string Script(Apm apm, string name, string text)
    {
        var path = Path.Combine(apm.Work, name);
        File.WriteAllText(path, $"#!/bin/sh\n{text}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return path;
    }

    private static string[] Lines(Apm apm, string name) =>
        File.ReadAllText(Path.Combine(apm.Home, "logs", $"{name}-out.log")) is var text ? text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries) : [];

    // Field 22 of /proc/PID/stat: when it started.
    private static string StartOf(int pid)
    {
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        return stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
    }

    // Libraries that the runtime has loaded by the time are files; the rest is the daemon's.
    private static int Descriptors(int pid) => Directory.EnumerateFiles($"/proc/{pid}/fd").Count(path => new FileInfo(path).LinkTarget is { } target && !target.EndsWith(".dll", StringComparison.Ordinal));
}
