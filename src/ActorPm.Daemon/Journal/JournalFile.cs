using Microsoft.Data.Sqlite;

namespace ActorPm.Daemon.Journal;

/// <summary>
/// The SQLite file of the journal. It is opened once before the actor system starts, so that a damaged or unwritable file is one clear
/// sentence and not a journal that retries for ever.
/// </summary>
internal static class JournalFile
{
    /// <summary>SQLite's names for its result codes (sqlite.org/rescode.html).</summary>
    private const int Busy = 5, ReadOnly = 8, IoError = 10, Corrupt = 11, Full = 13, CannotOpen = 14, NotADatabase = 26;

    /// <summary>
    /// What every connection of the journal says first: commits reach the disk before they return, and a lock held by somebody else is waited for.
    /// </summary>
    public static string ConnectionPragmas(TimeSpan busyTimeout) =>
        $"PRAGMA synchronous=FULL; PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds};";

    /// <summary>The connection string.</summary>
    public static string ConnectionString(string path, TimeSpan busyTimeout) => new SqliteConnectionStringBuilder
    {
        DataSource = path, Pooling = true, DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds),
    }.ToString();

    /// <summary>Creates the file when it is missing, sets the write-ahead log, checks the file, and proves that it can be written.</summary>
    /// <exception cref="DaemonStartException">The journal cannot be used; the message says why and what to do.</exception>
    public static void Prepare(string path, TimeSpan busyTimeout)
    {
        try
        {
            DaemonHome.CreatePrivateFile(path);
            using var connection = new SqliteConnection(ConnectionString(path, busyTimeout));
            connection.Open();
            Execute(connection, ConnectionPragmas(busyTimeout));
            // The mode is kept in the file. The limit keeps a log that a killed bulk write blew up from staying that large.
            Execute(connection, "PRAGMA journal_mode=WAL; PRAGMA journal_size_limit=4194304;");
            if (Execute(connection, "PRAGMA quick_check(1);") is not "ok" and var finding)
            {
                throw Damaged(path, $"{finding}");
            }

            // A write that changes nothing but needs space: a full disk shows here and not at the first command.
            Execute(connection, "BEGIN IMMEDIATE; CREATE TABLE IF NOT EXISTS canary (at INTEGER); DELETE FROM canary; INSERT INTO canary VALUES (unixepoch()); COMMIT;");
        }
        catch (SqliteException exception)
        {
            throw exception.SqliteErrorCode is Corrupt or NotADatabase
                ? Damaged(path, exception.Message)
                : new DaemonStartException($"The journal {path} cannot be used: {Explain(exception)}");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DaemonStartException($"The journal {path} cannot be used: {exception.Message} Free some space or make the home writable; nothing was changed.");
        }
    }

    /// <summary>Closes what is open and moves the write-ahead log into the file. Best effort: whoever opens it next can read both.</summary>
    public static void Checkpoint(string path, TimeSpan busyTimeout)
    {
        SqliteConnection.ClearAllPools();
        try
        {
            using var connection = new SqliteConnection(ConnectionString(path, busyTimeout));
            connection.Open();
            Execute(connection, $"PRAGMA busy_timeout={(int)busyTimeout.TotalMilliseconds}; PRAGMA wal_checkpoint(TRUNCATE);");
            SqliteConnection.ClearPool(connection);
        }
        catch (SqliteException busy)
        {
            Serilog.Log.Warning("The journal's log stays beside it: {Reason}", busy.Message);
        }
    }

    /// <summary>A failed write or read of the journal as one sentence for the user.</summary>
    public static string Explain(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is SqliteException sqlite)
            {
                return sqlite.SqliteErrorCode switch
                {
                    Full => "the disk is full; free some space and try again, nothing was changed.",
                    Busy => "another program holds its lock; end that program (a backup, the sqlite3 shell) and try again, nothing was changed.",
                    ReadOnly => "it is read-only; make the file and its directory writable and try again, nothing was changed.",
                    IoError => $"the disk failed ({sqlite.Message}); free some space or check the disk and try again, nothing was changed.",
                    CannotOpen => $"it cannot be opened ({sqlite.Message}); free some space, or make the home writable, and try again, nothing was changed.",
                    _ => $"{sqlite.Message}; nothing was changed.",
                };
            }
        }

        return $"{exception.Message}; nothing was changed.";
    }

    /// <summary>
    /// What the user is told when the journal holds what this version cannot read: another version wrote it, or it is damaged where SQLite has no checksum. Trying again
    /// would not help.
    /// </summary>
    /// <returns>Null when the cause is another one.</returns>
    public static DaemonStartException? Unreadable(string path, Exception cause) => UnreadableEvent.In(cause) is { } unreadable
        ? new DaemonStartException(
            $"The journal {path} cannot be replayed ({unreadable.Message}); start the version that wrote it, restore it from a backup, or move {path}* away to begin with an empty list. Apps that run were left running.")
        : null;

    private static DaemonStartException Damaged(string path, string finding) => new(
        $"The journal {path} is damaged ({finding}); restore it from a backup, or move {path}* away to begin with an empty list. Apps that run were left running.");

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
