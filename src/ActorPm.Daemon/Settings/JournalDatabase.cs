using ActorPm.Daemon.Journal;

namespace ActorPm.Daemon.Settings;

/// <summary>The PostgreSQL database that keeps the process list.</summary>
/// <param name="ConnectionString">As Npgsql takes it. May hold a password, hence never printed.</param>
/// <param name="Owner">Whose list; null for the one that is named after the machine and the home.</param>
internal sealed record JournalDatabase(string ConnectionString, JournalOwner? Owner)
{
    /// <inheritdoc/>
    public override string ToString() => $"a PostgreSQL database of {Owner?.Value ?? "this home"}";
}
