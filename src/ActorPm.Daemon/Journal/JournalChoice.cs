using ActorPm.Daemon.Settings;

namespace ActorPm.Daemon.Journal;

/// <summary>Chooses the journal that the settings name. Nothing of the other one is loaded.</summary>
internal static class JournalChoice
{
    /// <summary>The journal of a home; nothing is opened yet.</summary>
    /// <param name="home">The home, absolute.</param>
    /// <param name="settings">The settings.</param>
    public static IJournal Of(string home, DaemonSettings settings) => settings.JournalDatabase is { } database
        ? new PostgreSqlJournal(database, home, settings.JournalBusyTimeout)
        : new SqliteJournal(Path.Combine(home, DaemonHome.JournalName), settings.JournalBusyTimeout);
}
