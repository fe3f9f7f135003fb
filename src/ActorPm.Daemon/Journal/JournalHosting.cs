using Akka.Hosting;
using Akka.Persistence.Sql;
using Akka.Persistence.Sql.Config;
using ActorPm.Core.Catalog;

namespace ActorPm.Daemon.Journal;

/// <summary>Configures Akka.Persistence.Sql on the journal.</summary>
internal static class JournalHosting
{
    /// <summary>Adds journal, snapshot store and serializer.</summary>
    public static AkkaConfigurationBuilder AddCatalogJournal(this AkkaConfigurationBuilder builder, IJournal journal, EnvironmentSeal seal)
    {
        var options = journal.Options;
        var provider = options.ConnectionOptions.ProviderName;
        // `default` is the current table layout; the ones named after databases are for journals of old plugins. The circuit breakers ask again soon: how often a journal
        // out of order is asked is the business of the catalog actor's supervisor.
        builder.AddHocon($$"""
            akka.persistence {
              journal {
                plugin = "akka.persistence.journal.sql"
                auto-start-journals = ["akka.persistence.journal.sql"]
                sql {
                  class = "Akka.Persistence.Sql.Journal.SqlWriteJournal, Akka.Persistence.Sql"
                  provider-name = "{{provider}}"
                  table-mapping = default
                  auto-initialize = true
                  parallelism = 1
                  circuit-breaker.reset-timeout = 1s
                }
              }
              snapshot-store {
                plugin = "akka.persistence.snapshot-store.sql"
                auto-start-snapshot-stores = ["akka.persistence.snapshot-store.sql"]
                sql {
                  class = "Akka.Persistence.Sql.Snapshot.SqlSnapshotStore, Akka.Persistence.Sql"
                  provider-name = "{{provider}}"
                  table-mapping = default
                  auto-initialize = true
                  circuit-breaker.reset-timeout = 1s
                }
              }
            }
            """, HoconAddMode.Prepend);
        builder.AddHocon(SqlPersistence.DefaultConfiguration, HoconAddMode.Append);
        builder.AddSetup(new DataOptionsSetup(options));
        return builder.WithCustomSerializer(
            "catalog", [typeof(CatalogEvent), typeof(AppCatalog)], system => new CatalogEventSerializer(system, seal));
    }
}
