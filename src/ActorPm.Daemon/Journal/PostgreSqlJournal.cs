using System.Data;
using System.Data.Common;
using System.Diagnostics;
using System.Security.Cryptography;
using ActorPm.Daemon.Settings;
using LinqToDB;
using Npgsql;

namespace ActorPm.Daemon.Journal;

/// <summary>The journal in a PostgreSQL database that several homes may share: each has its own list there, under the name of its owner.</summary>
internal sealed class PostgreSqlJournal : IJournal
{
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(200);

    // Acknowledged means durable, whatever the server's default is; a stricter one stays.
    private const string Greeting = "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'";

    private readonly string _connectionString;
    private readonly string _home;
    private readonly string _place;
    private readonly TimeSpan _patience;
    private readonly JournalOwner _owner;
    private readonly OwnerNaming _naming;
    private readonly PostgreSqlProblems _problems;

    /// <summary>The journal of a home; nothing is opened yet.</summary>
    /// <param name="database">Where it is.</param>
    /// <param name="home">The home, absolute.</param>
    /// <param name="patience">How long to wait for the server.</param>
    public PostgreSqlJournal(JournalDatabase database, string home, TimeSpan patience)
    {
        var connection = PostgreSqlConnectionString.Complete(database.ConnectionString, patience);
        _connectionString = connection.ConnectionString;
        _home = home;
        _patience = patience;
        _place = $"the PostgreSQL database {connection.Database ?? connection.Username}";
        (_owner, _naming) = database.Owner is { } chosen ? (chosen, OwnerNaming.BySetting) : (JournalOwner.Of(Environment.MachineName, home), OwnerNaming.ByMachine);
        _problems = new PostgreSqlProblems(connection);
    }

    /// <inheritdoc/>
    public string PersistenceId => $"catalog:{_owner}";

    /// <inheritdoc/>
    public string NewBeginning => "set another actorpm.journal.owner";

    /// <inheritdoc/>
    public DataOptions Options => new DataOptions()
        .UseConnectionString(ProviderName.PostgreSQL15, _connectionString)
        .UseAfterConnectionOpened(Greet, GreetAsync);

    /// <inheritdoc/>
    public async Task<bool> HasBegunAsync()
    {
        var isKnown = false;
        await ConnectAsync(async connection => isKnown = await new HomeRegister(connection).KnowsAsync(_owner));
        return isKnown;
    }

    /// <inheritdoc/>
    public async Task PrepareAsync(EnvironmentSeal seal)
    {
        await ConnectAsync(connection => new HomeRegister(connection).EnterAsync(_owner, _naming, seal.Mark, _home));
        Serilog.Log.Information("The list is that of {Owner} in {Place}", _owner.Value, _place);
    }

    /// <inheritdoc/>
    public Task CheckAsync() => ConnectAsync(async connection =>
    {
        await CheckAsync(connection, "journal", "identifier");
        await CheckAsync(connection, "snapshot", "serializer_id");
    });

    /// <inheritdoc/>
    public string Explain(Exception cause) => $"{_problems.Cause(cause)}; {PostgreSqlProblems.Outcome(cause)}";

    /// <inheritdoc/>
    public string ExplainReplay(Exception cause) => $"{_problems.Cause(cause)}; nothing was changed.";

    /// <inheritdoc/>
    public DaemonStartException? Unreadable(Exception cause) => UnreadableEvent.In(cause) is { } unreadable
        ? new DaemonStartException(
            $"The list of {_owner} in {_place} cannot be replayed ({unreadable.Message}); start the version that wrote it, restore database and state.key from backups, or {NewBeginning} to begin with an empty list. Apps that run were left running.")
        : null;

    /// <inheritdoc/>
    public void Close() => NpgsqlConnection.ClearAllPools();

    // A connection of the pool may have been closed by the server since: a server that was restarted while nobody gave a command must not cost the next one.
    private static void Greet(DbConnection opened)
    {
        using var command = opened.CreateCommand();
        command.CommandText = Greeting;
        try
        {
            command.ExecuteNonQuery();
        }
        catch (NpgsqlException) when (opened.State is not ConnectionState.Open)
        {
            NpgsqlConnection.ClearPool((NpgsqlConnection)opened);
            opened.Close();
            opened.Open();
            command.ExecuteNonQuery();
        }
    }

    private static async Task GreetAsync(DbConnection opened, CancellationToken cancellation)
    {
        await using var command = opened.CreateCommand();
        command.CommandText = Greeting;
        try
        {
            await command.ExecuteNonQueryAsync(cancellation);
        }
        catch (NpgsqlException) when (opened.State is not ConnectionState.Open)
        {
            NpgsqlConnection.ClearPool((NpgsqlConnection)opened);
            await opened.CloseAsync();
            await opened.OpenAsync(cancellation);
            await command.ExecuteNonQueryAsync(cancellation);
        }
    }

    private async Task CheckAsync(NpgsqlConnection connection, string table, string identifier)
    {
        await using (var exists = new NpgsqlCommand($"SELECT to_regclass('{table}')::text", connection))
        {
            if (await exists.ExecuteScalarAsync() is not string)
            {
                return;
            }
        }

        await using var command = new NpgsqlCommand($"SELECT DISTINCT manifest FROM {table} WHERE persistence_id = $1 AND {identifier} = {CatalogEventSerializer.SerializerId}", connection);
        command.Parameters.Add(new NpgsqlParameter { Value = PersistenceId });
        await using var rows = await command.ExecuteReaderAsync();
        while (await rows.ReadAsync())
        {
            if (!CatalogEventSerializer.Knows(rows.GetString(0)))
            {
                throw new DaemonStartException($"The list of {_owner} in {_place} holds '{rows.GetString(0)}', which this version does not know; take the version that wrote it, or a newer one.");
            }
        }
    }

    // At boot the server may come up at the same time.
    private async Task ConnectAsync(Func<NpgsqlConnection, Task> use)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                await using var connection = new NpgsqlConnection(_connectionString);
                await connection.OpenAsync();
                await use(connection);
                return;
            }
            catch (Exception problem) when (problem is NpgsqlException or IOException or UnauthorizedAccessException or CryptographicException)
            {
                // The server is at fault, or a file that the connection string names: a password file, a certificate.
                if (!PostgreSqlProblems.MayPass(problem) || clock.Elapsed >= _patience)
                {
                    throw new DaemonStartException($"The journal cannot be used: {_problems.Cause(problem)}.");
                }
            }

            await Task.Delay(TryAgain);
        }
    }
}
