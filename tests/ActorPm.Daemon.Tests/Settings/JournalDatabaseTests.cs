using ActorPm.Daemon.Journal;
using ActorPm.Daemon.Settings;

namespace ActorPm.Daemon.Tests.Settings;

public sealed class JournalDatabaseTests
{
    private static readonly Dictionary<string, string> _noVariables = [];

    [Fact]
    public void The_list_is_in_the_home_unless_the_settings_name_a_database()
    {
        Assert.Null(DaemonSettings.Load("", _noVariables).JournalDatabase);
        Assert.Null(DaemonSettings.Load("actorpm.journal.connection-string = \"Host=x\"", _noVariables).JournalDatabase);
    }

    [Fact]
    public void A_database_is_named_by_the_file_or_by_variables()
    {
        var file = DaemonSettings.Load(
            """actorpm.journal { plugin = postgresql, connection-string = "Host=db;Password=\"a;b\"", owner = shop }""", _noVariables).JournalDatabase;
        var variables = DaemonSettings.Load(
            "", new Dictionary<string, string> { ["APM_JOURNAL_PLUGIN"] = "postgresql", ["APM_JOURNAL_CONNECTION_STRING"] = "Host=db;Password=\"a;b\"", ["APM_JOURNAL_OWNER"] = "shop" }).JournalDatabase;

        Assert.Equal(new JournalDatabase("Host=db;Password=\"a;b\"", JournalOwner.TryParse("shop")), file);
        Assert.Equal(file, variables);
    }

    [Fact]
    public void The_example_of_the_repository_is_one()
    {
        var settings = DaemonSettings.Load(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "postgresql.conf")), _noVariables);

        Assert.Equal(new JournalDatabase("Host=/run/postgresql;Database=apm;Username=apm", null), settings.JournalDatabase);
        Assert.Equal(TimeSpan.FromSeconds(5), settings.JournalBusyTimeout);
    }

    [Theory]
    [InlineData("", "is empty")]
    [InlineData("postgresql://shop:hunter2@db/apm", "is a URI")]
    [InlineData("Password=hunter2", "names no Host")]
    [InlineData("Host=db;Password=hunter2;hunter3", "has a keyword or a value that Npgsql does not know")]
    [InlineData("Host=db;Port=hunter2", "has a keyword or a value that Npgsql does not know")]
    public void A_connection_string_with_a_mistake_is_not_shown(string text, string part)
    {
        var problem = Assert.Throws<SettingsException>(() => DaemonSettings.Load(
            "actorpm.journal.plugin = postgresql", new Dictionary<string, string> { ["APM_JOURNAL_CONNECTION_STRING"] = text })).Message;

        Assert.Contains($"actorpm.journal.connection-string {part}", problem, StringComparison.Ordinal);
        Assert.Contains("APM_JOURNAL_CONNECTION_STRING", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Printed_settings_do_not_hold_the_connection_string()
    {
        var settings = DaemonSettings.Load(
            """
            actorpm.journal { plugin = postgresql, connection-string = "Host=db;Password=hunter2" }
            akka.loglevel = ERROR
            """,
            _noVariables);

        Assert.DoesNotContain("hunter2", $"{settings.JournalDatabase} {settings.Akka.ToString(includeFallback: true)}", StringComparison.Ordinal);
        Assert.Equal("ERROR", settings.Akka.GetString("akka.loglevel"));
    }

    [Fact]
    public void What_the_connection_string_says_wins_over_what_holds_otherwise()
    {
        var plain = PostgreSqlConnectionString.Complete("Host=db", TimeSpan.FromMilliseconds(100));
        var other = PostgreSqlConnectionString.Complete("Host=db;Timeout=7;CommandTimeout=8;Application Name=shop", TimeSpan.FromMilliseconds(100));

        Assert.Equal((1, 1, "apmd"), (plain.Timeout, plain.CommandTimeout, plain.ApplicationName));
        Assert.Equal((7, 8, "shop"), (other.Timeout, other.CommandTimeout, other.ApplicationName));
    }
}
