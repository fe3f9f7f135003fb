using System.Net.Sockets;
using ActorPm.Daemon.Journal;
using Npgsql;

namespace ActorPm.Daemon.Tests.Journal;

public sealed class PostgreSqlProblemsTests
{
    private static readonly PostgreSqlProblems _problems = new(
        PostgreSqlConnectionString.Complete("Host=db;Username=shop;Password=hunter2;Database=apm", TimeSpan.FromSeconds(1.5)));

    [Theory]
    [InlineData("57P03", "starting or stopping")]
    [InlineData("57P01", "is shut down; start it")]
    [InlineData("28P01", "does not let shop in")]
    [InlineData("28000", "does not let shop in")]
    [InlineData("3D000", "createdb -O shop apm")]
    [InlineData("42501", "ALTER DATABASE apm OWNER TO shop")]
    [InlineData("25006", "only reads")]
    [InlineData("53100", "disk")]
    [InlineData("53300", "max_connections")]
    [InlineData("23505", "actorpm.journal.owner")]
    [InlineData("XX000", "says: words of the server")]
    public void What_the_server_says_is_told_with_its_cure_and_has_changed_nothing(string state, string part)
    {
        var refusal = new PostgresException("words of the server", "ERROR", "ERROR", state);

        Assert.Contains(part, _problems.Cause(new AggregateException(refusal)), StringComparison.Ordinal);
        Assert.Equal("nothing was changed.", PostgreSqlProblems.Outcome(refusal));
    }

    [Fact]
    public void A_server_that_is_not_there_has_changed_nothing()
    {
        var problem = new NpgsqlException("Failed to connect", new SocketException((int)SocketError.ConnectionRefused));

        Assert.Equal("no PostgreSQL server answers at db:5432 (Connection refused); start it, or correct actorpm.journal.connection-string, and try again", _problems.Cause(problem));
        Assert.Equal("nothing was changed.", PostgreSqlProblems.Outcome(problem));
        Assert.True(PostgreSqlProblems.MayPass(problem));
    }

    [Fact]
    public void A_server_in_the_file_system_is_named_by_its_socket()
    {
        var problems = new PostgreSqlProblems(PostgreSqlConnectionString.Complete("Host=/run/postgresql", TimeSpan.FromSeconds(5)));

        Assert.Contains("at /run/postgresql/.s.PGSQL.5432;", problems.Cause(new NpgsqlException("", new SocketException())), StringComparison.Ordinal);
    }

    [Fact]
    public void Where_the_answer_got_lost_nobody_knows_what_was_written()
    {
        var broken = new NpgsqlException("Exception while reading from stream", new IOException("Unable to read data.", new SocketException((int)SocketError.ConnectionReset)));
        var silent = new NpgsqlException("Exception while reading from stream", new TimeoutException());

        Assert.Contains("was lost (Unable to read data)", _problems.Cause(broken), StringComparison.Ordinal);
        Assert.Contains("did not answer within 2 s", _problems.Cause(silent), StringComparison.Ordinal);
        Assert.All([broken, silent], problem => Assert.StartsWith("whether the command was written", PostgreSqlProblems.Outcome(problem), StringComparison.Ordinal));
    }

    [Fact]
    public void What_nobody_has_foreseen_is_told_with_all_that_is_known() => Assert.Equal(
        "the PostgreSQL database apm at db:5432 cannot be used (Exception while performing SSL handshake: The certificate is not trusted); check actorpm.journal.connection-string, and try again",
        _problems.Cause(new NpgsqlException("Exception while performing SSL handshake", new System.Security.Authentication.AuthenticationException("The certificate is not trusted."))));
}
