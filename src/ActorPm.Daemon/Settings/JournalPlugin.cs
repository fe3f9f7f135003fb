namespace ActorPm.Daemon.Settings;

/// <summary>What keeps the process list.</summary>
internal enum JournalPlugin
{
    /// <summary>A file in the home.</summary>
    Sqlite,

    /// <summary>A PostgreSQL database, which several homes may share.</summary>
    PostgreSql,
}
