namespace ActorPm.Core.History;

/// <summary>What brought the end of a process.</summary>
public enum EndedBy
{
    /// <summary>Itself, or somebody outside: nobody had asked the daemon for it.</summary>
    Itself,

    /// <summary>The daemon stopped it, because somebody or something asked for that.</summary>
    Request,

    /// <summary>The daemon stopped it, because it was found ill.</summary>
    Illness,

    /// <summary>It ended while no daemon was there to see it.</summary>
    Unwatched,
}
