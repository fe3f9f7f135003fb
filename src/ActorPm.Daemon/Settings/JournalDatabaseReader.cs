using ActorPm.Daemon.Journal;

namespace ActorPm.Daemon.Settings;

/// <summary>Reads the settings below <c>actorpm.journal</c> that say where the process list is kept.</summary>
internal static class JournalDatabaseReader
{
    /// <summary>Reads them; null when it is the file of the home.</summary>
    public static JournalDatabase? Read(SettingsReader reader)
    {
        var plugin = reader.Choice("journal.plugin", ("sqlite", JournalPlugin.Sqlite), ("postgresql", JournalPlugin.PostgreSql));
        var owner = reader.Parsed("journal.owner", Owner, $"1 to {JournalOwner.MaxLength} letters, digits, '.', '_', ':' and '-', or nothing", new Choice(null)).Owner;
        return plugin switch
        {
            JournalPlugin.Sqlite => null,
            JournalPlugin.PostgreSql => new JournalDatabase(reader.Secret("journal.connection-string", PostgreSqlConnectionString.Mistake), owner),
            _ => throw new InvalidOperationException($"Not a journal: {plugin}."),
        };
    }

    private static Choice? Owner(string text) =>
        text.Length == 0 ? new Choice(null) : JournalOwner.TryParse(text) is { } owner ? new Choice(owner) : null;

    private sealed record Choice(JournalOwner? Owner);
}
