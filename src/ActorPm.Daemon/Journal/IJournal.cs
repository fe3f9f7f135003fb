using LinqToDB;

namespace ActorPm.Daemon.Journal;

/// <summary>Where the process list is kept: the SQLite file of the home, or a PostgreSQL database.</summary>
internal interface IJournal
{
    /// <summary>The name of this home's list in it. Never changes: events are found by it.</summary>
    string PersistenceId { get; }

    /// <summary>How Akka.Persistence.Sql reaches it. The connection string, which may hold a password, stands here and in no configuration that could be printed.</summary>
    DataOptions Options { get; }

    /// <summary>What a user does to begin with an empty list, as a part of a sentence.</summary>
    string NewBeginning { get; }

    /// <summary>Whether events of this home may lie in it, so that its key must exist. Changes nothing.</summary>
    /// <exception cref="DaemonStartException">It cannot be asked; the message says why and what to do.</exception>
    Task<bool> HasBegunAsync();

    /// <summary>Creates what is missing, and proves that the list can be read and written, so that what is wrong is one clear sentence and not a journal that retries for ever.</summary>
    /// <param name="seal">The home's key.</param>
    /// <exception cref="DaemonStartException">It cannot be used; the message says why and what to do.</exception>
    Task PrepareAsync(EnvironmentSeal seal);

    /// <summary>Looks into it, without writing, for what this version could not replay. One that does not exist is a fine one.</summary>
    /// <exception cref="DaemonStartException">It cannot be read, or holds what this version does not know.</exception>
    Task CheckAsync();

    /// <summary>A failed write as the end of a sentence for the user: the cause, the cure, and what became of the command.</summary>
    string Explain(Exception cause);

    /// <summary>A failed replay as the end of such a sentence about a command that was not even tried.</summary>
    string ExplainReplay(Exception cause);

    /// <summary>What the user is told when the list holds what this version cannot read: trying again would not help.</summary>
    /// <returns>Null when the cause is another one.</returns>
    DaemonStartException? Unreadable(Exception cause);

    /// <summary>Lets go of what is open, after the actors have.</summary>
    void Close();
}
