using System.Text.Json;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using Microsoft.Data.Sqlite;

namespace ActorPm.Daemon.History;

/// <summary>
/// The SQLite file of the history. A file of its own: whatever becomes of it, the journal does not notice. Written by one thread; readers open it anew.
/// </summary>
/// <remarks>A fact is a row: what is looked for in columns, the rest as JSON behind a manifest with a version (<see cref="Manifest"/>).</remarks>
internal sealed class HistoryStore : IDisposable
{
    /// <summary>How many facts go at once when there are too many.</summary>
    public const int BatchFacts = 500;

    /// <summary>SQLite's result codes for a file that is not what it should be (sqlite.org/rescode.html).</summary>
    private const int Corrupt = 11, NotADatabase = 26;

    private const int BusySeconds = 5;

    private readonly string _path;
    private readonly SqliteConnection _connection;

    private HistoryStore(string path, SqliteConnection connection)
    {
        _path = path;
        _connection = connection;
    }

    /// <summary>Opens the file, which is created when it is missing.</summary>
    /// <exception cref="SqliteException">It cannot be used.</exception>
    /// <exception cref="IOException">It cannot be created.</exception>
    /// <exception cref="UnauthorizedAccessException">It cannot be created.</exception>
    public static HistoryStore Open(string path)
    {
        DaemonHome.CreatePrivateFile(path);
        var connection = new SqliteConnection(ConnectionString(path));
        try
        {
            connection.Open();
            // Vacuuming by pages has to be chosen before the first table; a smaller limit then really makes the file smaller.
            Execute(connection, "PRAGMA auto_vacuum=INCREMENTAL; PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA journal_size_limit=1048576; PRAGMA wal_autocheckpoint=256;");
            if (Execute(connection, "PRAGMA quick_check(1);") is not "ok" and var finding)
            {
                throw new SqliteException($"{finding}", Corrupt);
            }

            Execute(connection,
                """
                CREATE TABLE IF NOT EXISTS facts (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, app TEXT NOT NULL, manifest TEXT NOT NULL, body BLOB NOT NULL);
                CREATE INDEX IF NOT EXISTS facts_by_app ON facts (app, id);
                """);
            return new HistoryStore(path, connection);
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Whether a failure means that the file is damaged: it will never be of use again.</summary>
    public static bool IsDamage(Exception failure) => failure is SqliteException { SqliteErrorCode: Corrupt or NotADatabase };

    /// <summary>Moves a damaged file aside, over an earlier one, so that the next is begun anew.</summary>
    /// <returns>Where it lies.</returns>
    public static string MoveAside(string path)
    {
        var aside = path + ".damaged";
        File.Move(path, aside, overwrite: true);
        File.Delete(path + "-wal");
        File.Delete(path + "-shm");
        return aside;
    }

    /// <summary>The manifest of an entry: its kind and the version of its shape. A new shape gets a new one; the old one is read for ever.</summary>
    public static string Manifest(HistoryEntry entry) => entry.Kind + ":1";

    /// <summary>The body of an entry: without what the columns have.</summary>
    public static byte[] Body(HistoryEntry entry) => JsonSerializer.SerializeToUtf8Bytes(entry, ControlJson.Default.HistoryEntry);

    /// <summary>An entry from its row; null for one that this version does not know.</summary>
    public static HistoryEntry? Read(long id, string manifest, ReadOnlySpan<byte> body)
    {
        try
        {
            return manifest.EndsWith(":1", StringComparison.Ordinal) && JsonSerializer.Deserialize(body, ControlJson.Default.HistoryEntry) is { } entry && Manifest(entry) == manifest
                ? entry with { Id = id }
                : null;
        }
        catch (JsonException)
        {
            // A newer version wrote a word that this one does not have.
            return null;
        }
    }

    /// <summary>Writes facts in one transaction.</summary>
    /// <exception cref="SqliteException">Nothing was written.</exception>
    public void Append(IReadOnlyList<HistoryFact> facts)
    {
        using var transaction = _connection.BeginTransaction();
        using var command = _connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO facts (at, app, manifest, body) VALUES ($at, $app, $manifest, $body)";
        var (at, app, manifest, body) = (Add("$at"), Add("$app"), Add("$manifest"), Add("$body"));
        foreach (var fact in facts)
        {
            var entry = HistoryKinds.ToEntry(fact);
            at.Value = fact.At.ToUnixTimeMilliseconds();
            app.Value = fact.App ?? "";
            manifest.Value = Manifest(entry);
            body.Value = Body(entry);
            command.ExecuteNonQuery();
        }

        transaction.Commit();

        SqliteParameter Add(string name)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            return command.Parameters.Add(parameter);
        }
    }

    /// <summary>Lets go what is too old or too much, a batch at a time.</summary>
    public void Keep(HistoryLimits limits, DateTimeOffset now)
    {
        for (var excess = Excess(limits, now); excess is not HistoryExcess.None; excess = Excess(limits, now))
        {
            Execute(_connection, excess is HistoryExcess.TooOld
                ? $"DELETE FROM facts WHERE id IN (SELECT id FROM facts ORDER BY id LIMIT {BatchFacts}) AND at < {(now - limits.MaxAge).ToUnixTimeMilliseconds()}"
                : $"DELETE FROM facts WHERE id IN (SELECT id FROM facts WHERE app = (SELECT app FROM facts GROUP BY app ORDER BY count(*) DESC LIMIT 1) ORDER BY id LIMIT {BatchFacts})");
            Execute(_connection, "PRAGMA incremental_vacuum;");
        }
    }

    /// <summary>The newest fact about a daemon's beginning or end; null when there is none.</summary>
    public HistoryFact? NewestOfDaemon()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT id, manifest, body FROM facts WHERE app = '' ORDER BY id DESC LIMIT 100";
        using var rows = command.ExecuteReader();
        return Entries(rows).Select(HistoryKinds.ToFact).FirstOrDefault(fact => fact is HistoryFact.DaemonStarted or HistoryFact.DaemonEnding);
    }

    /// <summary>Facts that somebody asks for, oldest first; may be called from any thread and while another writes.</summary>
    /// <exception cref="SqliteException">The file cannot be read.</exception>
    public static IReadOnlyList<HistoryEntry> Query(string path, HistoryQuery query)
    {
        if (!File.Exists(path))
        {
            return [];
        }

        using var connection = new SqliteConnection(ConnectionString(path));
        connection.Open();
        if (Execute(connection, "SELECT 1 FROM sqlite_master WHERE name = 'facts'") is null)
        {
            // The writer has only just created the file.
            return [];
        }

        using var command = connection.CreateCommand();
        var forward = query.After is not null;
        command.CommandText =
            $"""
            SELECT id, manifest, body FROM facts
            WHERE at >= $since AND id > $after {(query.Apps is null ? "" : "AND app IN (SELECT value FROM json_each($apps))")}
            ORDER BY id {(forward ? "ASC" : "DESC")} LIMIT $limit
            """;
        command.Parameters.AddWithValue("$since", query.Since?.ToUnixTimeMilliseconds() ?? 0);
        command.Parameters.AddWithValue("$after", query.After ?? 0);
        command.Parameters.AddWithValue("$limit", query.Limit);
        if (query.Apps is { } apps)
        {
            command.Parameters.AddWithValue("$apps", JsonSerializer.Serialize([.. apps.Append("")], HistoryJson.Default.StringArray));
        }

        using var rows = command.ExecuteReader();
        var entries = Entries(rows).ToList();
        if (!forward)
        {
            entries.Reverse();
        }

        return entries;
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private HistoryExcess Excess(HistoryLimits limits, DateTimeOffset now)
    {
        var used = ((long)Execute(_connection, "PRAGMA page_count;")! - (long)Execute(_connection, "PRAGMA freelist_count;")!) * (long)Execute(_connection, "PRAGMA page_size;")!;
        var oldest = Execute(_connection, "SELECT at FROM facts ORDER BY id LIMIT 1") is long at ? DateTimeOffset.FromUnixTimeMilliseconds(at) : (DateTimeOffset?)null;
        return limits.Excess(used, oldest, now);
    }

    private static IEnumerable<HistoryEntry> Entries(SqliteDataReader rows)
    {
        while (rows.Read())
        {
            if (Read(rows.GetInt64(0), rows.GetString(1), rows.GetFieldValue<byte[]>(2)) is { } entry)
            {
                yield return entry;
            }
        }
    }

    private static string ConnectionString(string path) => new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadWrite, Pooling = false, DefaultTimeout = BusySeconds }.ToString();

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
