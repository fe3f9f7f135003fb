using System.Text.Json;

namespace ActorPm.EndToEnd.Tests;

/// <summary>What happened is told afterwards: with who asked for it, and over the death of the daemon.</summary>
public sealed class HistorySpecs
{
    private static string Me { get; } = Environment.UserName;

    [Fact(Timeout = 120_000)]
    public async Task A_crash_a_stop_and_a_reload_are_told_with_their_causes_and_who_gave_the_commands()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "echo all is lost >&2; sleep 1.5; exit 7", "--name", "seven");
        await apm.RunAsync("start", "sleep 1000", "--name", "web", "-i", "2");
        await apm.WaitAsync("seven", now => now is { Restarts: >= 1, Status: "online" });

        var crashed = await apm.RunAsync("why", "seven");
        await apm.RunAsync("stop", "seven");
        var stopped = await apm.RunAsync("why", "seven");
        await apm.RunAsync("reload", "web");
        var reloaded = await apm.RunAsync("why", "web");

        Assert.StartsWith("seven:0 runs since ", crashed, StringComparison.Ordinal);
        Assert.Matches(@"← It was restarted, because process \d+ exited with code 7 after 1\.\d+ s", crashed);
        Assert.Contains("    | all is lost\n", crashed, StringComparison.Ordinal);
        Assert.Matches($@"← It was started by `apm start seven`, given at \S+ by user {Me} \(apm, process \d+\)\.\n", crashed);
        Assert.StartsWith("seven:0 is stopped since ", stopped, StringComparison.Ordinal);
        Assert.Matches($@"← It was stopped by `apm stop seven`, given at \S+ by user {Me} \(", stopped);
        Assert.Equal(2, reloaded.Split("by `apm reload web`, given at ").Length - 1);

        var history = await apm.RunAsync("history", "seven");
        Assert.Matches(@"seven:0 +started as process \d+\n", history);
        Assert.Matches(@"seven:0 +process \d+ exited with code 7 after 1\.\d+ s", history);
        Assert.Matches(@" +\| all is lost\n", history);
        Assert.Matches(@"seven:0 +is restarted at once\n", history);
        Assert.Matches(@"apmd +the daemon \S+ started as process \d+\n", history);
        Assert.DoesNotContain("web", history, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_death_of_the_daemon_and_the_adoption_are_told_and_so_is_what_died_meanwhile()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "lives");
        await apm.RunAsync("start", "sleep 1001", "--name", "dies");
        var (lives, dies) = (await apm.FindAsync("lives"), await apm.FindAsync("dies"));
        await apm.RunAsync("history");

        await apm.KillDaemonAsync();
        ManagedProcess.Kill(dies.Pid);
        await Until.TrueAsync("the app is gone", () => !ManagedProcess.IsAlive(dies.Pid));
        await apm.RunAsync("resurrect");
        await apm.WaitAsync("dies", now => now.Status == "online");

        var adopted = await apm.RunAsync("why", "lives");
        Assert.Contains($"as process {lives.Pid}.\n  ← The daemon died meanwhile; the next one, started at ", adopted, StringComparison.Ordinal);
        Assert.Contains("← It was started by `apm start lives`", adopted, StringComparison.Ordinal);
        var restarted = await apm.RunAsync("why", "dies");
        Assert.Matches($"because process {dies.Pid} .* while no daemon ran", restarted);
        Assert.Contains("← It was started by `apm start dies`", restarted, StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Json_has_the_facts_and_no_value_of_a_variable_is_anywhere_in_the_history()
    {
        await using var apm = new Apm();
        apm.With("MY_SECRET", "correct-horse");
        await apm.RunAsync("start", "sleep 1000", "--name", "web");
        await apm.RunAsync("sendSignal", "SIGKILL", "web");
        await apm.WaitAsync("web", now => now is { Restarts: 1, Status: "online" });

        var text = await apm.RunAsync("history", "web", "--json");
        using var json = JsonDocument.Parse(text);
        var entries = json.RootElement.GetProperty("entries").EnumerateArray().ToList();

        Assert.Equal(1, json.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(
            ["daemon-started", "command", "started", "command", "exited", "restart-scheduled", "started"],
            entries.Select(entry => entry.GetProperty("kind").GetString()));
        var exited = entries[4];
        Assert.Equal("SIGKILL", exited.GetProperty("exit").GetProperty("signal").GetString());
        Assert.Equal(Me, entries[3].GetProperty("by").GetProperty("user").GetString());
        using var why = JsonDocument.Parse(await apm.RunAsync("why", "web", "--json"));
        Assert.Contains("after `apm sendSignal SIGKILL web`", why.RootElement.GetProperty("stories")[0].GetProperty("sentences")[1].GetString(), StringComparison.Ordinal);

        foreach (var file in Directory.EnumerateFiles(apm.Home, "history.db*"))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.DoesNotContain("correct-horse", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)), StringComparison.Ordinal);
        }
    }

    [Fact(Timeout = 120_000)]
    public async Task What_was_deleted_has_its_story_and_what_never_was_has_none()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "web");
        await apm.RunAsync("delete", "web");

        Assert.Matches(@"^web:0 is off the list\.\n  ← It was removed by `apm delete web`, given at ", await apm.RunAsync("why", "web"));
        var (exitCode, output, error) = await apm.TryAsync("why", "nobody");
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("neither on the list nor in the history", error, StringComparison.Ordinal);
        Assert.Equal(1, (await apm.TryAsync("history", "nobody")).ExitCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_orderly_end_is_told_with_who_asked_for_it()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "web");
        await apm.RunAsync("kill");
        await apm.RunAsync("resurrect");

        var history = await apm.RunAsync("history", "--lines", "10");

        Assert.Matches($@"apmd +the daemon ends and stops all apps, asked by user {Me} \(", history);
        Assert.Matches(@"apmd +the daemon \S+ started as process \d+\n", history);
        Assert.Matches("← The daemon started at .*, and started what is wished to run", await apm.RunAsync("why", "web"));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_damaged_history_is_moved_aside_and_the_daemon_starts_all_the_same()
    {
        await using var apm = new Apm();
        Directory.CreateDirectory(apm.Home);
        await File.WriteAllTextAsync(Path.Combine(apm.Home, "history.db"), string.Concat(Enumerable.Repeat("This is no database. ", 500)));

        await apm.RunAsync("start", "sleep 1000", "--name", "web");

        await Until.TrueAsync("the history is begun anew", async () => (await apm.TryAsync("why", "web")).Out.Contains("by `apm start web`", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(apm.Home, "history.db.damaged")));
        Assert.Contains("is damaged", apm.DaemonLog(), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task Reading_the_history_starts_no_daemon()
    {
        await using var apm = new Apm();

        Assert.NotEqual(0, (await apm.TryAsync("history")).ExitCode);
        Assert.NotEqual(0, (await apm.TryAsync("why", "web")).ExitCode);
        Assert.False(Directory.Exists(apm.Home));
    }
}
