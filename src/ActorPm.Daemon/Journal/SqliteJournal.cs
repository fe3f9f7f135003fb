using System.Data.Common;
using LinqToDB;

namespace ActorPm.Daemon.Journal;

/// <summary>The journal in the SQLite file of the home: the default, and for this home alone.</summary>
/// <param name="path">The file.</param>
/// <param name="busyTimeout">How long a write waits for another program's lock.</param>
internal sealed class SqliteJournal(string path, TimeSpan busyTimeout) : IJournal
{
    private static readonly TimeSpan CloseLimit = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public string PersistenceId => "catalog";

    /// <inheritdoc/>
    public string NewBeginning => $"move {Path.GetFileName(path)} away";

    /// <inheritdoc/>
    public DataOptions Options
    {
        get
        {
            var pragmas = JournalFile.ConnectionPragmas(busyTimeout);
            // UseConnectionString and not UseSQLite: the latter leaves the provider's name empty, on which the journal trips.
            return new DataOptions()
                .UseConnectionString(ProviderName.SQLiteMS, JournalFile.ConnectionString(path, busyTimeout))
                .UseAfterConnectionOpened(
                    opened => Run(opened, pragmas),
                    (opened, _) =>
                    {
                        Run(opened, pragmas);
                        return Task.CompletedTask;
                    });
        }
    }

    /// <inheritdoc/>
    public Task<bool> HasBegunAsync() => Task.FromResult(File.Exists(path) && new FileInfo(path).Length > 0);

    /// <inheritdoc/>
    public Task PrepareAsync(EnvironmentSeal seal)
    {
        JournalFile.Prepare(path, busyTimeout);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task CheckAsync()
    {
        JournalCheck.Run(path, busyTimeout);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public string Explain(Exception cause) => JournalFile.Explain(cause);

    /// <inheritdoc/>
    public string ExplainReplay(Exception cause) => JournalFile.Explain(cause);

    /// <inheritdoc/>
    public DaemonStartException? Unreadable(Exception cause) => JournalFile.Unreadable(path, cause);

    /// <inheritdoc/>
    public void Close() => JournalFile.Checkpoint(path, CloseLimit);

    private static void Run(DbConnection connection, string pragmas)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragmas;
        command.ExecuteNonQuery();
    }
}
