using Npgsql;

namespace ActorPm.EndToEnd.Tests;

/// <summary>The list in a PostgreSQL database. Each test has a database of its own on one server.</summary>
public sealed class PostgreSqlSpecs(PostgreSqlServer server) : IClassFixture<PostgreSqlServer>
{
    private const string Secret = "hunter2-in-the-clear";

    // The server is never slow of itself, but the machine may be.
    private const string Patience = "20s";

    [SkippableFact(Timeout = 300_000)]
    public async Task The_list_outlives_the_death_of_everything_and_tells_no_secret()
    {
        await using var apm = await WithDatabaseAsync("outlives");
        Directory.CreateDirectory(apm.Home);
        File.Copy(Path.Combine(Programs.Repository, "hocon/postgresql.conf"), Path.Combine(apm.Home, "actorpm.conf"));
        apm.Without("APM_JOURNAL_PLUGIN");
        var said = await apm.RunAsync("start", "sleep", "--name", "many", "-i", "2", "--env", $"TOKEN={Secret}", "--", "1000");
        said += await apm.RunAsync("start", "sleep", "--name", "resting", "--", "1000");
        await apm.KillDaemonAsync();
        // Without a state.db apm knows all the same that there is a list to be changed.
        said += await apm.RunAsync("stop", "resting");
        var before = await apm.ListAsync();

        await apm.KillDaemonAsync();
        said += await apm.RunAsync("resurrect");

        // Adopted: the same processes.
        Assert.Equal(before, await apm.ListAsync());

        await apm.KillDaemonAsync();
        foreach (var (pid, _) in ManagedProcess.Of(apm.Home))
        {
            ManagedProcess.Kill(pid);
        }

        said += await apm.RunAsync("resurrect");

        Assert.Equal(before.Select(listed => (listed.Name, listed.PmId, listed.Status)), (await apm.ListAsync()).Select(listed => (listed.Name, listed.PmId, listed.Status)));
        Assert.Equal(2, ManagedProcess.Of(apm.Home).Count);
        Assert.False(File.Exists(Path.Combine(apm.Home, "state.db")));
        var variables = await apm.RunAsync("env", "0");
        Assert.Contains(Secret, variables, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgreSqlServer.Password, variables, StringComparison.Ordinal);
        await using (var connection = await server.OpenAsync("outlives", "outlives"))
        {
            Assert.Equal(0L, await ScalarAsync(connection, $"SELECT count(*) FROM journal WHERE position('{Secret}'::bytea IN message) > 0"));
            Assert.NotEqual(0L, await ScalarAsync(connection, "SELECT count(*) FROM journal WHERE position('sleep'::bytea IN message) > 0"));
        }

        await apm.RunAsync("kill");
        Assert.DoesNotContain(PostgreSqlServer.Password, said + await ReadHomeAsync(apm), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = 300_000)]
    public async Task Two_homes_in_one_database_have_a_list_each()
    {
        await using var one = await WithDatabaseAsync("shared");
        await using var other = With(one.Variables["APM_JOURNAL_CONNECTION_STRING"]);

        // At once, in a database without a table.
        await Task.WhenAll(one.RunAsync("start", "sleep", "--name", "mine", "--", "1000"), other.RunAsync("start", "sleep", "--name", "yours", "-i", "2", "--", "1000"));
        await one.RunAsync("stop", "all");
        await one.KillDaemonAsync();
        await other.KillDaemonAsync();
        await Task.WhenAll(one.RunAsync("resurrect"), other.RunAsync("resurrect"));

        Assert.Equal([("mine", 0, "stopped")], (await one.ListAsync()).Select(listed => (listed.Name, listed.PmId, listed.Status)));
        Assert.Equal([("yours", 0, "online"), ("yours", 1, "online")], (await other.ListAsync()).Select(listed => (listed.Name, listed.PmId, listed.Status)));
    }

    [SkippableFact(Timeout = 300_000)]
    public async Task A_daemon_that_waited_while_another_made_the_table_uses_that_one()
    {
        await using var apm = await WithDatabaseAsync("awaited");
        await using var other = await server.OpenAsync("awaited", "awaited");
        await using var observer = await server.OpenAsync("awaited", "awaited");

        await using var transaction = await other.BeginTransactionAsync();
        await ScalarAsync(other, "SELECT pg_advisory_xact_lock(x'41504D5F484F4D45'::bigint)");
        var start = apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await Until.TrueAsync("the daemon waits for the lock", async () => await ScalarAsync(observer, "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted") is 1L);
        await ScalarAsync(other, "CREATE TABLE actorpm_home (owner text PRIMARY KEY, key_mark text NOT NULL, machine text NOT NULL, home text NOT NULL, seen_at timestamptz NOT NULL)");
        await transaction.CommitAsync();

        await start;
        Assert.Equal("online", (await apm.FindAsync("one")).Status);
        Assert.Equal(1L, await ScalarAsync(observer, "SELECT count(*) FROM actorpm_home"));
    }

    [SkippableFact(Timeout = 300_000)]
    public async Task A_list_belongs_to_one_home_and_a_home_that_was_moved_is_told_the_name_of_its_list()
    {
        await using var apm = (await WithDatabaseAsync("owned")).With("APM_JOURNAL_OWNER", "shop");
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await using var stranger = With(apm.Variables["APM_JOURNAL_CONNECTION_STRING"]).With("APM_JOURNAL_OWNER", "shop");
        await using var moved = With(apm.Variables["APM_JOURNAL_CONNECTION_STRING"]);

        // A new home has no key; one that has another key is not the list's either.
        var keyless = await stranger.TryAsync("resurrect");
        await File.WriteAllBytesAsync(Path.Combine(stranger.Home, "state.key"), new byte[32]);
        var foreign = await stranger.TryAsync("resurrect");
        Directory.CreateDirectory(moved.Home);
        File.Copy(Path.Combine(apm.Home, "state.key"), Path.Combine(moved.Home, "state.key"));
        var elsewhere = await moved.TryAsync("resurrect");

        AssertSentence(4, "state.key is missing", keyless);
        AssertSentence(4, $"last used by {Environment.MachineName}:{apm.Home} with another key", foreign);
        AssertSentence(4, "set actorpm.journal.owner = \"shop\" to go on with that list", elsewhere);
        await apm.RunAsync("kill");
        Assert.Contains("one", await moved.With("APM_JOURNAL_OWNER", "shop").RunAsync("resurrect") + await moved.RunAsync("list"), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = 300_000)]
    public async Task While_the_database_is_away_apps_are_looked_after_and_changes_are_refused_and_then_all_is_well_again()
    {
        await using var apm = await WithDatabaseAsync("away");
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await apm.RunAsync("start", "sleep", "--name", "two", "--", "1000");
        var two = await apm.FindAsync("two");

        await server.StopAsync();
        try
        {
            var first = await apm.TryAsync("stop", "one");
            var second = await apm.TryAsync("start", "sleep", "--name", "three", "--", "1000");

            AssertSentence(7, "PostgreSQL server", first);
            AssertSentence(7, "PostgreSQL server", second);
            Assert.Contains("start it", second.Error, StringComparison.Ordinal);
            Assert.Equal(["one", "two"], (await apm.ListAsync()).Select(listed => listed.Name));
            Assert.Equal(("online", two.Pid), ((await apm.FindAsync("two")).Status, (await apm.FindAsync("two")).Pid));
            ManagedProcess.Kill((await apm.FindAsync("one")).Pid);
            await apm.WaitAsync("one", listed => listed is { Status: "online", Restarts: 1 });
            Assert.Contains("one", await apm.RunAsync("describe", "one"), StringComparison.Ordinal);

            // A daemon that starts then says so, and leaves alone what runs.
            await apm.KillDaemonAsync();
            AssertSentence(4, "no PostgreSQL server answers", await apm.With("APM_JOURNAL_BUSY_TIMEOUT", "5s").TryAsync("resurrect"));
            Assert.Equal(2, ManagedProcess.Of(apm.Home).Count);
        }
        finally
        {
            await server.StartAsync();
        }

        await apm.With("APM_JOURNAL_BUSY_TIMEOUT", Patience).RunAsync("resurrect");
        Assert.Equal(two.Pid, (await apm.FindAsync("two")).Pid);
        await server.CrashAsync();
        await server.StartAsync();

        // Nobody gave a command meanwhile: the connections of the pool are dead, and nobody notices.
        await apm.RunAsync("stop", "one");

        await server.StopAsync();
        AssertSentence(7, "PostgreSQL server", await apm.TryAsync("start", "one"));
        await server.StartAsync();
        await Until.TrueAsync("commands are taken again", async () => (await apm.TryAsync("start", "sleep", "--name", "three", "--", "1000")).ExitCode == 0);
        Assert.Equal([("one", "stopped"), ("three", "online"), ("two", "online")], (await apm.ListAsync()).Select(listed => (listed.Name, listed.Status)).Order());
        Assert.DoesNotContain(PostgreSqlServer.Password, await ReadHomeAsync(apm), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = 300_000)]
    public async Task What_is_wrong_with_the_database_is_one_sentence_without_the_password()
    {
        await using var apm = await WithDatabaseAsync("wrong");
        var right = apm.Variables["APM_JOURNAL_CONNECTION_STRING"];

        var password = await apm.With("APM_JOURNAL_CONNECTION_STRING", right.Replace("s3cret", "s4cret", StringComparison.Ordinal)).TryAsync("resurrect");
        var database = await apm.With("APM_JOURNAL_CONNECTION_STRING", right.Replace("Database=wrong", "Database=nowhere", StringComparison.Ordinal)).TryAsync("resurrect");
        var keyword = await apm.With("APM_JOURNAL_CONNECTION_STRING", right.Replace("\"", "", StringComparison.Ordinal)).TryAsync("resurrect");
        await using (var connection = await server.OpenAsync("wrong", "wrong"))
        {
            await ScalarAsync(connection, "ALTER DATABASE wrong SET default_transaction_read_only = on");
        }

        var readOnly = await apm.With("APM_JOURNAL_CONNECTION_STRING", right).TryAsync("resurrect");

        AssertSentence(4, "does not let wrong in", password);
        AssertSentence(4, "has no database nowhere", database);
        AssertSentence(4, "actorpm.journal.connection-string has a keyword or a value that Npgsql does not know", keyword);
        AssertSentence(4, "only reads", readOnly);
        Assert.DoesNotContain("cret;", password.Error + database.Error + keyword.Error + readOnly.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pass-word", password.Error + database.Error + keyword.Error + readOnly.Error + await ReadHomeAsync(apm), StringComparison.Ordinal);
    }

    [SkippableFact(Timeout = 300_000)]
    public async Task An_update_goes_on_with_the_same_list()
    {
        await using var apm = await WithDatabaseAsync("updated");
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        var before = await apm.FindAsync("one");

        await apm.RunAsync("update");

        Assert.Equal(before, await apm.FindAsync("one"));
        await apm.RunAsync("stop", "one");
        Assert.Equal("stopped", (await apm.FindAsync("one")).Status);
    }

    [SkippableFact(Timeout = 300_000)]
    public async Task A_daemon_loads_the_driver_of_its_own_journal_only()
    {
        await using var postgreSql = await WithDatabaseAsync("loaded");
        await using var sqlite = new Apm();

        await postgreSql.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        await sqlite.RunAsync("start", "sleep", "--name", "one", "--", "1000");

        Assert.Contains("Npgsql.dll", await MapsAsync(postgreSql), StringComparison.Ordinal);
        Assert.DoesNotContain("Npgsql.dll", await MapsAsync(sqlite), StringComparison.Ordinal);
    }

    private async Task<Apm> WithDatabaseAsync(string name)
    {
        PostgreSqlServer.Require();
        return With(await server.CreateDatabaseAsync(name));
    }

    private static Apm With(string connectionString) =>
        new Apm().With("APM_JOURNAL_PLUGIN", "postgresql").With("APM_JOURNAL_CONNECTION_STRING", connectionString).With("APM_JOURNAL_BUSY_TIMEOUT", Patience);

    private static void AssertSentence(int exitCode, string part, (int ExitCode, string Out, string Error) result)
    {
        Assert.Equal((exitCode, true), (result.ExitCode, result.Error.Contains(part, StringComparison.Ordinal)));
        Assert.DoesNotContain("   at ", result.Error, StringComparison.Ordinal);
        Assert.Single(result.Error.Trim().Split('\n'), line => line.Contains(part, StringComparison.Ordinal));
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync();
    }

    private static async Task<string> MapsAsync(Apm apm) => await File.ReadAllTextAsync($"/proc/{apm.DaemonPid}/maps");

    // All that the daemon has written: its log, the history, the records of processes.
    private static async Task<string> ReadHomeAsync(Apm apm)
    {
        var texts = new List<string>();
        foreach (var file in Directory.EnumerateFiles(apm.Home, "*", SearchOption.AllDirectories))
        {
            // Sockets and pipes cannot be read as files, and the lock is held.
            if (!file.EndsWith(".sock", StringComparison.Ordinal) && !file.EndsWith(".lock", StringComparison.Ordinal) && !file.Contains("/run/", StringComparison.Ordinal))
            {
                texts.Add(await File.ReadAllTextAsync(file, System.Text.Encoding.Latin1));
            }
        }

        return string.Concat(texts);
    }
}
