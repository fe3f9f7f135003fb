using System.Globalization;
using System.Text.RegularExpressions;
using Xunit.Abstractions;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Real programs that are restarted because files change.</summary>
public sealed partial class WatchSpecs(ITestOutputHelper output)
{
    [Fact(Timeout = 180_000)]
    public async Task Two_hundred_changes_beside_fifty_thousand_ignored_files_give_one_restart()
    {
        await using var apm = new Apm();
        var tree = Directory.CreateDirectory(Path.Combine(apm.Work, "web")).FullName;
        for (var package = 0; package < 500; package++)
        {
            var directory = Directory.CreateDirectory($"{tree}/node_modules/p{package}").FullName;
            for (var file = 0; file < 100; file++)
            {
                File.Create($"{directory}/{file}.js").Dispose();
            }
        }

        for (var file = 0; file < 200; file++)
        {
            Directory.CreateDirectory($"{tree}/src/m{file % 20}");
            await File.WriteAllTextAsync($"{tree}/src/m{file % 20}/{file}.js", "1");
        }

        await StartWatchedAsync(apm, tree);
        for (var file = 0; file < 200; file++)
        {
            File.AppendAllText($"{tree}/src/m{file % 20}/{file}.js", "2");
        }

        var once = await apm.WaitAsync("web", now => now is { Status: "online", Restarts: > 0 });
        File.AppendAllText($"{tree}/node_modules/p1/1.js", "2");
        await ChangeUntilRestartedAsync(apm, $"{tree}/src/m0/0.js", once);

        // Had the first changes, or the one in node_modules, given more than one restart, they would all have been counted by now.
        Assert.Equal(2, (await apm.FindAsync("web")).Restarts);
        Assert.DoesNotContain("max_user_watches", apm.DaemonLog(), StringComparison.Ordinal);
        Assert.Contains($"Change detected on path {tree}/src/m0/0.js for app web - restarting", apm.DaemonLog(), StringComparison.Ordinal);
        output.WriteLine(Began().Match(apm.DaemonLog()).Value);
        Assert.Equal("22", Began().Match(apm.DaemonLog()).Groups[1].Value);
    }

    [Fact(Timeout = 120_000)]
    public async Task All_instances_are_restarted_once_each()
    {
        await using var apm = new Apm();
        var tree = Directory.CreateDirectory(Path.Combine(apm.Work, "web")).FullName;
        await StartWatchedAsync(apm, tree, more: ["-i", "3"]);

        await File.WriteAllTextAsync($"{tree}/new.js", "1");

        await Until.TrueAsync("all three are restarted", async () => (await apm.ListAsync()).All(listed => listed is { Status: "online", Restarts: 1 }));
        Assert.Equal(3, (await apm.ListAsync()).Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_change_while_the_app_still_ends_gives_one_more_restart()
    {
        await using var apm = new Apm();
        var tree = Directory.CreateDirectory(Path.Combine(apm.Work, "web")).FullName;
        // Says when it is told to end, and takes its time.
        await StartWatchedAsync(apm, tree, script: $"trap 'echo x >> {apm.Work}/ending; sleep 1; exit 0' INT; while :; do sleep 0.05; done", more: ["--kill-timeout", "20000"]);

        await File.WriteAllTextAsync($"{tree}/first.js", "1");
        await Until.TrueAsync("it is being ended", () => File.Exists($"{apm.Work}/ending"));
        await File.WriteAllTextAsync($"{tree}/second.js", "1");
        await File.WriteAllTextAsync($"{tree}/third.js", "1");

        var twice = await apm.WaitAsync("web", now => now is { Status: "online", Restarts: 2 });
        await ChangeUntilRestartedAsync(apm, $"{tree}/fourth.js", twice);
        Assert.Equal(3, (await apm.FindAsync("web")).Restarts);
    }

    [Fact(Timeout = 120_000)]
    public async Task Stop_ends_the_watch_and_restart_with_watch_turns_it_on_again()
    {
        await using var apm = new Apm();
        var tree = Directory.CreateDirectory(Path.Combine(apm.Work, "web")).FullName;
        await StartWatchedAsync(apm, tree);

        await apm.RunAsync("stop", "web");
        await File.WriteAllTextAsync($"{tree}/a.js", "1");
        await apm.RunAsync("start", "web");
        await File.WriteAllTextAsync($"{tree}/b.js", "1");
        await apm.RunAsync("restart", "web", "--watch");
        await Until.TrueAsync("it is watched again", () => Began().Count(apm.DaemonLog()) == 2);
        var restarted = await apm.FindAsync("web");
        Assert.Equal(("online", 1), (restarted.Status, restarted.Restarts));
        await ChangeUntilRestartedAsync(apm, $"{tree}/c.js", restarted);

        await apm.RunAsync("delete", "web");
        await File.WriteAllTextAsync($"{tree}/d.js", "1");
        Assert.Empty(await apm.ListAsync());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_program_that_was_given_up_comes_back_when_its_file_is_mended()
    {
        await using var apm = new Apm();
        var tree = Directory.CreateDirectory(Path.Combine(apm.Work, "web")).FullName;
        var script = Path.Combine(tree, "app.sh");
        await File.WriteAllTextAsync(script, "#!/bin/sh\nexit 1\n");
        await apm.TryAsync("start", script, "--name", "web", "--cwd", tree, "--max-restarts", "2", "--watch");
        await apm.WaitAsync("web", now => now.Status == "errored");
        await Until.TrueAsync("the watch is in place", () => Began().IsMatch(apm.DaemonLog()));

        await File.WriteAllTextAsync(script, "#!/bin/sh\nexec sleep 1000\n");

        await apm.WaitAsync("web", now => now.Status == "online");
    }

    [Fact(Timeout = 120_000)]
    public async Task Logs_and_pid_files_in_the_watched_directory_restart_nobody()
    {
        await using var apm = new Apm().With("APM_LOGS_MAX_SIZE", "1 KiB");
        var tree = Directory.CreateDirectory(Path.Combine(apm.Work, "web")).FullName;
        await StartWatchedAsync(
            apm, tree, "echo begin; seq 1 2000; exec sleep 1000", "--output", "out.log", "--error", "error.log", "--log", "all.log", "--pid", "web.pid");
        await Until.TrueAsync("a log was rotated beside the app", () => Directory.GetFiles(tree, "*__*.log").Length > 0);

        var once = await apm.FindAsync("web");
        await ChangeUntilRestartedAsync(apm, $"{tree}/a.js", once);
        await ChangeUntilRestartedAsync(apm, $"{tree}/a.js", await apm.FindAsync("web"));

        Assert.Equal(2, (await apm.FindAsync("web")).Restarts);
        Assert.True(File.Exists($"{tree}/web-0.pid"));
    }

    private static async Task StartWatchedAsync(Apm apm, string tree, string script = "exec sleep 1000", params string[] more)
    {
        await apm.RunAsync(["start", script, "--name", "web", "--cwd", tree, .. more, "--watch"]);
        await Until.TrueAsync("the watch is in place", () => Began().IsMatch(apm.DaemonLog()));
    }

    private static async Task ChangeUntilRestartedAsync(Apm apm, string file, Apm.Listed before)
    {
        await File.AppendAllTextAsync(file, DateTime.UtcNow.Ticks.ToString(CultureInfo.InvariantCulture));
        await apm.WaitAsync(before.Name, now => now.Status == "online" && now.Restarts > before.Restarts);
    }

    [GeneratedRegex("Watching (\\d+) directories for web: [^\\n]*")]
    private static partial Regex Began();
}
