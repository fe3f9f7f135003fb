using System.Net.Sockets;
using Akka.Pattern;
using Npgsql;

namespace ActorPm.Daemon.Journal;

/// <summary>What goes wrong with a PostgreSQL server, in words for the user. None holds a password, since no message of Npgsql or of the server does.</summary>
/// <remarks>
/// A connection that breaks or falls silent may have carried a commit whose answer got lost. Then nobody knows whether the command was written until the list is
/// replayed, and <see cref="Outcome"/> says so.
/// </remarks>
internal sealed class PostgreSqlProblems
{
    private const string Setting = "actorpm.journal.connection-string";

    private readonly string _server;
    private readonly string _user;
    private readonly string _database;
    private readonly int _seconds;

    /// <summary>Explains the problems of a server.</summary>
    public PostgreSqlProblems(NpgsqlConnectionStringBuilder connection)
    {
        var host = connection.Host ?? "";
        _server = host.StartsWith('/') ? $"{host}/.s.PGSQL.{connection.Port}" : $"{host}:{connection.Port}";
        _user = connection.Username ?? Environment.UserName;
        _database = connection.Database ?? _user;
        _seconds = connection.CommandTimeout;
    }

    /// <summary>Whether the same may go well in a moment: the server is not up yet, or has no room.</summary>
    public static bool MayPass(Exception problem) => problem is NpgsqlException { IsTransient: true };

    /// <summary>What became of a command whose write failed so, as the end of a sentence.</summary>
    public static string Outcome(Exception exception) => Telling(exception) is IOException or TimeoutException
        ? "whether the command was written shows in `apm list` once the database is back."
        : "nothing was changed.";

    /// <summary>The cause and the cure, as a part of a sentence.</summary>
    public string Cause(Exception exception) => Telling(exception) switch
    {
        PostgresException refusal => Of(refusal),
        IOException lost => $"the connection to the PostgreSQL server at {_server} was lost ({lost.Message.TrimEnd('.')}); see to it that it runs, and try again",
        TimeoutException => $"the PostgreSQL server at {_server} did not answer within {_seconds} s; see to it that it runs and has time, and try again",
        SocketException socket => $"no PostgreSQL server answers at {_server}{Reason(socket)}; start it, or correct {Setting}, and try again",
        OpenCircuitException => $"the PostgreSQL server at {_server} has failed several times in a row; apm.log in the home has the causes; try again",
        var other => $"the PostgreSQL database {_database} at {_server} cannot be used ({Whole(other)}); check {Setting}, and try again",
    };

    // The outermost cause that says something. An IOException comes before the socket's own exception, which it wraps: the connection had been there.
    private static Exception Telling(Exception exception)
    {
        for (Exception? cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is PostgresException or (IOException and not FileNotFoundException and not DirectoryNotFoundException) or TimeoutException or SocketException or OpenCircuitException)
            {
                return cause;
            }
        }

        return exception;
    }

    // Npgsql says what it was about, and the exception within why it failed: a certificate that is not trusted, a file that is not there.
    private static string Whole(Exception exception) =>
        exception.InnerException is { } inner ? $"{exception.Message.TrimEnd('.')}: {Whole(inner)}" : exception.Message.TrimEnd('.');

    // For a socket in the file system the runtime says nothing that helps.
    private string Reason(SocketException socket) => _server.StartsWith('/') ? "" : $" ({socket.Message})";

    private string Of(PostgresException refusal) => refusal.SqlState switch
    {
        PostgresErrorCodes.CannotConnectNow => $"the PostgreSQL server at {_server} is starting or stopping; try again when it is up",
        PostgresErrorCodes.AdminShutdown or PostgresErrorCodes.CrashShutdown => $"the PostgreSQL server at {_server} is shut down; start it and try again",
        PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification =>
            $"the PostgreSQL server at {_server} does not let {_user} in ({refusal.MessageText}); correct user and password in {Setting}",
        PostgresErrorCodes.InvalidCatalogName => $"the PostgreSQL server at {_server} has no database {_database}; create it (createdb -O {_user} {_database}), or correct {Setting}",
        PostgresErrorCodes.InsufficientPrivilege => $"{_user} may not write to the database {_database} at {_server} ({refusal.MessageText}); make it the owner (ALTER DATABASE {_database} OWNER TO {_user})",
        PostgresErrorCodes.ReadOnlySqlTransaction => $"the PostgreSQL server at {_server} only reads; name the one that writes in {Setting}",
        PostgresErrorCodes.DiskFull => $"the disk of the PostgreSQL server at {_server} is full; free some space there and try again",
        PostgresErrorCodes.TooManyConnections => $"the PostgreSQL server at {_server} takes no more connections; raise its max_connections, or try again",
        PostgresErrorCodes.UniqueViolation => $"another daemon writes to the same list in {_database} at {_server}; if this home is a copy of another one, give it an actorpm.journal.owner of its own",
        _ => $"the PostgreSQL server at {_server} says: {refusal.MessageText}",
    };
}
