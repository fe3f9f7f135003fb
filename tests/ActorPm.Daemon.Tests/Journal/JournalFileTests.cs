using ActorPm.Daemon.Journal;
using Microsoft.Data.Sqlite;

namespace ActorPm.Daemon.Tests.Journal;

public sealed class JournalFileTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    [Fact]
    public void A_new_journal_is_ready_and_private()
    {
        using var home = new TempHome();
        var path = home.File("state.db");

        JournalFile.Prepare(path, _patience);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        Assert.Equal("wal", Query(path, "PRAGMA journal_mode"));
    }

    [Fact]
    public void A_journal_that_others_could_read_is_made_private()
    {
        using var home = new TempHome();
        var path = home.File("state.db");
        JournalFile.Prepare(path, _patience);
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.OtherRead);

        JournalFile.Prepare(path, _patience);

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
    }

    [Fact]
    public void What_is_in_the_journal_stays()
    {
        using var home = new TempHome();
        var path = home.File("state.db");
        JournalFile.Prepare(path, _patience);
        Query(path, "CREATE TABLE events (id INTEGER); INSERT INTO events VALUES (7)");

        JournalFile.Prepare(path, _patience);

        Assert.Equal(7L, Query(path, "SELECT id FROM events"));
    }

    [Fact]
    public void Garbage_in_place_of_the_journal_is_named_and_left_as_it_is()
    {
        using var home = new TempHome();
        var path = home.File("state.db");
        File.WriteAllText(path, string.Concat(Enumerable.Repeat("This is no database. ", 500)));

        var exception = Assert.Throws<DaemonStartException>(() => JournalFile.Prepare(path, _patience));

        Assert.Contains(path, exception.Message);
        Assert.Contains("is damaged", exception.Message);
        Assert.StartsWith("This is no database.", File.ReadAllText(path), StringComparison.Ordinal);
    }

    [Fact]
    public void A_lock_held_by_another_program_is_named()
    {
        using var home = new TempHome();
        var path = home.File("state.db");
        JournalFile.Prepare(path, _patience);
        using var other = new SqliteConnection($"Data Source={path};Pooling=False");
        other.Open();
        using var begin = other.CreateCommand();
        begin.CommandText = "BEGIN IMMEDIATE";
        begin.ExecuteNonQuery();

        var exception = Assert.Throws<DaemonStartException>(() => JournalFile.Prepare(path, _patience));

        Assert.Contains("another program holds its lock", exception.Message);
    }

    [Fact]
    public void A_directory_in_place_of_the_journal_is_named()
    {
        using var home = new TempHome();
        var path = Directory.CreateDirectory(home.File("state.db")).FullName;

        Assert.Contains(path, Assert.Throws<DaemonStartException>(() => JournalFile.Prepare(path, _patience)).Message);
    }

    [Fact]
    public void The_cause_of_a_failed_write_is_found_however_deep_it_lies()
    {
        var full = new InvalidOperationException("outer", new AggregateException(new SqliteException("full", 13)));

        Assert.StartsWith("the disk is full", JournalFile.Explain(full), StringComparison.Ordinal);
        Assert.StartsWith("A bug.", JournalFile.Explain(new InvalidOperationException("A bug.")), StringComparison.Ordinal);
    }

    private static object? Query(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
