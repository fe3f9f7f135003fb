namespace ActorPm.Daemon.Journal;

/// <summary>Where the name of a list's owner comes from.</summary>
internal enum OwnerNaming
{
    /// <summary>From the machine and the home's path; changes when one of them does.</summary>
    ByMachine,

    /// <summary>From the setting <c>actorpm.journal.owner</c>.</summary>
    BySetting,
}
