namespace ActorPm.Cluster.Tests.Nemeses.Histories;

/// <summary>What can be done to a cluster. All but the last three meet the machine that runs the single app.</summary>
internal enum NemesisKind
{
    /// <summary>SIGKILL for guard, daemon and apps of one machine.</summary>
    KillNode,

    /// <summary>SIGSTOP for all of one machine, SIGCONT half a minute later.</summary>
    StopNode,

    /// <summary>One machine hears nobody and nobody hears it.</summary>
    Partition,

    /// <summary>Nobody hears one machine, which hears all.</summary>
    Mute,

    /// <summary>One machine hears nobody; all hear it.</summary>
    Deafen,

    /// <summary>The wall clock of one machine's daemon is minutes off.</summary>
    SkewClock,

    /// <summary>A fifth of all frames is lost.</summary>
    Loss,

    /// <summary>All frames arrive 200 ms late.</summary>
    Delay,

    /// <summary>SIGKILL for everything on all machines.</summary>
    KillAll,
}
