using Akka.Actor;
using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using ActorPm.Core.Catalog;
using ActorPm.Daemon.Settings;
using LinqToDB;

namespace ActorPm.Daemon.Journal;

/// <summary>Configures Akka.Persistence.Sql on the SQLite file of the home.</summary>
internal static class JournalHosting
{
    /// <summary>Adds journal, snapshot store and serializer.</summary>
    public static AkkaConfigurationBuilder AddCatalogJournal(
        this AkkaConfigurationBuilder builder, string path, DaemonSettings settings, EnvironmentSeal seal)
    {
        var connection = JournalFile.ConnectionString(path, settings.JournalBusyTimeout);
        var pragmas = JournalFile.ConnectionPragmas(settings.JournalBusyTimeout);
        // `default` is the current table layout; the ones named after databases are for journals of old plugins.
        builder.AddHocon($$"""
            akka.persistence {
              journal {
                plugin = "akka.persistence.journal.sql"
                auto-start-journals = ["akka.persistence.journal.sql"]
                sql {
                  class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
                  connection-string = "{{connection}}"
                  provider-name = "{{ProviderName.SQLiteMS}}"
                  table-mapping = default
                  auto-initialize = true
                  parallelism = 1
                }
              }
              snapshot-store {
                plugin = "akka.persistence.snapshot-store.sql"
                auto-start-snapshot-stores = ["akka.persistence.snapshot-store.sql"]
                sql {
                  class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
                  connection-string = "{{connection}}"
                  provider-name = "{{ProviderName.SQLiteMS}}"
                  table-mapping = default
                  auto-initialize = true
                }
              }
            }
            """, HoconAddMode.Prepend);
        builder.AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);
        // UseConnectionString and not UseSQLite: the latter leaves the provider's name empty, on which the journal trips.
        builder.AddSetup(new DataOptionsSetup(new DataOptions()
            .UseConnectionString(ProviderName.SQLiteMS, connection)
            .UseAfterConnectionOpened(
                opened => Run(opened, pragmas),
                (opened, _) =>
                {
                    Run(opened, pragmas);
                    return Task.CompletedTask;
                })));
        return builder.WithCustomSerializer(
            "catalog", [typeof(CatalogEvent), typeof(AppCatalog)], system => new CatalogEventSerializer(system, seal));
    }

    private static void Run(System.Data.Common.DbConnection connection, string pragmas)
    {
        using var command = connection.CreateCommand();
        command.CommandText = pragmas;
        command.ExecuteNonQuery();
    }
}
