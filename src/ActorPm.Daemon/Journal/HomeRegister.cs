using Npgsql;

namespace ActorPm.Daemon.Journal;

/// <summary>
/// The table of a shared database that says whose list is which home's. It keeps two homes from writing to one list, and a home whose machine got another name, or that
/// was moved, from beginning with an empty list while its apps run.
/// </summary>
/// <remarks>A home is known by its key: <see cref="EnvironmentSeal.Mark"/>.</remarks>
internal sealed class HomeRegister(NpgsqlConnection connection)
{
    // "APM_HOME" in ASCII: any number would do that nobody else takes.
    private const long Lock = 0x41504D5F484F4D45;

    /// <summary>Whether an owner has a list.</summary>
    public async Task<bool> KnowsAsync(JournalOwner owner) =>
        await ExistsAsync() && await ScalarAsync("SELECT 1 FROM actorpm_home WHERE owner = $1", owner.Value) is not null;

    /// <summary>Enters a home, or notes that it is there again.</summary>
    /// <param name="owner">Whose list it writes to.</param>
    /// <param name="naming">Where that name comes from.</param>
    /// <param name="mark">The mark of its key.</param>
    /// <param name="home">Its path.</param>
    /// <exception cref="DaemonStartException">The list is another home's, or this home has one under another name.</exception>
    public async Task EnterAsync(JournalOwner owner, OwnerNaming naming, string mark, string home)
    {
        await using var transaction = await connection.BeginTransactionAsync();
        // Two daemons that come up at once would both create the table.
        await ExecuteAsync("SELECT pg_advisory_xact_lock($1)", Lock);
        if (!await ExistsAsync())
        {
            // Who waited for the lock may still remember that there was no table: the server looks at what others changed when it locks a relation, and to_regclass locks none.
            await ExecuteAsync("CREATE TABLE IF NOT EXISTS actorpm_home (owner text PRIMARY KEY, key_mark text NOT NULL, machine text NOT NULL, home text NOT NULL, seen_at timestamptz NOT NULL)");
        }

        if (await ScalarAsync("SELECT machine || ':' || home FROM actorpm_home WHERE owner = $1 AND key_mark <> $2", owner.Value, mark) is string other)
        {
            throw new DaemonStartException(
                $"The list of {owner} in the database is not this home's: it was last used by {other} with another key; give this home an actorpm.journal.owner of its own, or restore its state.key from a backup.");
        }

        if (naming is OwnerNaming.ByMachine
            && await ScalarAsync("SELECT owner FROM actorpm_home WHERE key_mark = $1 AND owner <> $2 AND NOT EXISTS (SELECT FROM actorpm_home WHERE owner = $2) ORDER BY seen_at DESC LIMIT 1", mark, owner.Value) is string former)
        {
            throw new DaemonStartException(
                $"This home has its list in the database under the name {former}, and would now be {owner}; set actorpm.journal.owner = \"{former}\" to go on with that list, or \"{owner}\" to begin with an empty one.");
        }

        // A write each time: a server that only reads shows here and not at the first command.
        await ExecuteAsync(
            """
            INSERT INTO actorpm_home (owner, key_mark, machine, home, seen_at) VALUES ($1, $2, $3, $4, now())
            ON CONFLICT (owner) DO UPDATE SET machine = excluded.machine, home = excluded.home, seen_at = excluded.seen_at
            """,
            owner.Value, mark, Environment.MachineName, home);
        await transaction.CommitAsync();
    }

    private async Task<bool> ExistsAsync() => await ScalarAsync("SELECT to_regclass('actorpm_home')::text") is string;

    private async Task ExecuteAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ScalarAsync(string sql, params object[] values)
    {
        await using var command = Command(sql, values);
        return await command.ExecuteScalarAsync();
    }

    private NpgsqlCommand Command(string sql, object[] values)
    {
        var command = new NpgsqlCommand(sql, connection);
        foreach (var value in values)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        }

        return command;
    }
}
