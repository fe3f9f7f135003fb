using Microsoft.Data.Sqlite;

namespace ActorPm.Daemon.Journal;

/// <summary>Looks into a journal, without writing, for what this version could not replay.</summary>
internal static class JournalCheck
{
    /// <summary>Checks it; a journal that does not exist is a fine one.</summary>
    /// <exception cref="DaemonStartException">It cannot be read, or holds what this version does not know.</exception>
    public static void Run(string path, TimeSpan busyTimeout)
    {
        if (!File.Exists(path))
        {
            return;
        }

        try
        {
            using var connection = new SqliteConnection(new SqliteConnectionStringBuilder
            {
                DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false, DefaultTimeout = (int)Math.Ceiling(busyTimeout.TotalSeconds),
            }.ToString());
            connection.Open();
            foreach (var table in (string[])["journal", "snapshot"])
            {
                Check(connection, path, table);
            }
        }
        catch (SqliteException problem)
        {
            throw new DaemonStartException($"The journal {path} cannot be read: {problem.Message}.");
        }
    }

    private static void Check(SqliteConnection connection, string path, string table)
    {
        using var exists = connection.CreateCommand();
        exists.CommandText = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = $table";
        exists.Parameters.AddWithValue("$table", table);
        if (exists.ExecuteScalar() is not > 0L)
        {
            return;
        }

        using var command = connection.CreateCommand();
        command.CommandText = $"SELECT DISTINCT manifest FROM {table} WHERE {(table == "journal" ? "identifier" : "serializer_id")} = {CatalogEventSerializer.SerializerId}";
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            if (!CatalogEventSerializer.Knows(rows.GetString(0)))
            {
                throw new DaemonStartException($"The journal {path} holds '{rows.GetString(0)}', which this version does not know; take the version that wrote it, or a newer one.");
            }
        }
    }
}
