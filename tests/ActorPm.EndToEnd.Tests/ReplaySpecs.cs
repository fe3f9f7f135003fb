using Microsoft.Data.Sqlite;

namespace ActorPm.EndToEnd.Tests;

/// <summary>The list outlives daemons and reboots.</summary>
public sealed class ReplaySpecs
{
    [Fact(Timeout = 60_000)]
    public async Task After_a_reboot_one_command_brings_the_list_back_as_it_was_wished()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "many", "-i", "3", "--namespace", "blue", "--", "1000");
        await apm.RunAsync("start", "sleep", "--name", "resting", "--", "1000");
        await apm.RunAsync("start", "sleep", "--name", "gone", "--", "1000");
        await apm.RunAsync("stop", "resting");
        await apm.RunAsync("delete", "gone");
        await apm.RunAsync("scale", "many", "2");
        var before = await apm.ListAsync();

        // A reboot, as far as the home can tell: everything dies at once.
        await apm.KillDaemonAsync();
        foreach (var (pid, _) in ManagedProcess.Of(apm.Home))
        {
            ManagedProcess.Kill(pid);
        }

        await apm.RunAsync("resurrect");

        var after = await apm.ListAsync();
        Assert.Equal(before.Select(listed => (listed.Name, listed.PmId, listed.Status)), after.Select(listed => (listed.Name, listed.PmId, listed.Status)));
        Assert.Equal(2, ManagedProcess.Of(apm.Home).Count);
        Assert.Contains("blue", await apm.RunAsync("list"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_new_daemon_adopts_what_an_earlier_one_left_running_without_losing_a_line()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "i=0; while :; do i=$((i+1)); echo $i; sleep 0.01; done", "--name", "counter");
        var before = await apm.FindAsync("counter");

        await apm.KillDaemonAsync();
        await apm.RunAsync("resurrect");

        var after = await apm.FindAsync("counter");
        Assert.Equal((before.Pid, before.Restarts, "online"), (after.Pid, after.Restarts, after.Status));
        var log = Path.Combine(apm.Home, "logs/counter-out.log");
        var seen = File.ReadAllLines(log).Length;
        await Until.TrueAsync("the log goes on", () => File.ReadAllLines(log).Length > seen + 10);
        await apm.RunAsync("stop", "counter");
        var lines = await File.ReadAllLinesAsync(log);
        Assert.Equal(Enumerable.Range(1, lines.Length).Select(number => $"{number}"), lines);
        Assert.Empty(ManagedProcess.Of(apm.Home));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_ended_as_it_should_is_not_started_again_by_a_daemon_of_the_same_boot()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "echo ran", "--name", "job", "--no-autorestart");
        await apm.TryAsync("start", "exit 1", "--name", "broken", "--max-restarts", "2");
        await apm.WaitAsync("job", now => now.Status == "stopped");
        await apm.WaitAsync("broken", now => now.Status == "errored");

        await apm.KillDaemonAsync();
        await apm.RunAsync("resurrect");

        Assert.Equal("stopped", (await apm.FindAsync("job")).Status);
        Assert.Equal("errored", (await apm.FindAsync("broken")).Status);
        Assert.Equal(["ran"], await File.ReadAllLinesAsync(Path.Combine(apm.Home, "logs/job-out.log")));
    }

    [Fact(Timeout = 60_000)]
    public async Task Secrets_are_sealed_and_nobody_else_can_read_the_home()
    {
        await using var apm = new Apm().With("DATABASE_PASSWORD", "hunter2-in-the-clear");
        await apm.RunAsync("start", "sleep", "--name", "one", "--env", "TOKEN=hunter2-in-the-clear", "--", "1000");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(apm.Home));
        foreach (var file in Directory.EnumerateFiles(apm.Home, "*", SearchOption.AllDirectories))
        {
            Assert.True((File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite)) == 0, $"{file} is {File.GetUnixFileMode(file)}");
            // Sockets and pipes cannot be read as files, and the lock is held.
            if (!file.EndsWith(".sock", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal) && !file.Contains("/run/", StringComparison.Ordinal))
            {
                Assert.DoesNotContain("hunter2", await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1), StringComparison.Ordinal);
            }
        }

        Assert.DoesNotContain("hunter2", await apm.RunAsync("jlist") + await apm.RunAsync("describe", "one"), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_damaged_journal_is_one_clear_sentence_and_the_apps_live_on()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await apm.KillDaemonAsync();
        File.Delete(Path.Combine(apm.Home, "state.db-wal"));
        await using (var file = new FileStream(Path.Combine(apm.Home, "state.db"), FileMode.Open))
        {
            await file.WriteAsync(new byte[4096]);
        }

        var (exitCode, _, error) = await apm.TryAsync("resurrect");

        Assert.Equal(4, exitCode);
        Assert.Contains("state.db is damaged", error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.Single(ManagedProcess.Of(apm.Home));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_write_lock_held_by_another_program_refuses_the_command_and_the_next_one_works()
    {
        await using var apm = new Apm().With("APM_JOURNAL_BUSY_TIMEOUT", "500ms");
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await using (var connection = new SqliteConnection($"Data Source={apm.Home}/state.db;Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            await command.ExecuteNonQueryAsync();

            var (exitCode, _, error) = await apm.TryAsync("stop", "one");

            Assert.Equal(7, exitCode);
            Assert.Contains("lock", error, StringComparison.Ordinal);
            Assert.Equal("online", (await apm.FindAsync("one")).Status);
        }

        await Until.TrueAsync("stopped by a later try", async () => (await apm.TryAsync("stop", "one")).ExitCode == 0);
        Assert.Equal("stopped", (await apm.FindAsync("one")).Status);
    }
}
