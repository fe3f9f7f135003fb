namespace ActorPm.Core.History;

/// <summary>What had become of the daemon before one that begins.</summary>
public enum DaemonBeginning
{
    /// <summary>There was none, as far as the history goes.</summary>
    First,

    /// <summary>It had ended in order.</summary>
    AfterEnd,

    /// <summary>It had died without a word.</summary>
    AfterCrash,

    /// <summary>The machine was started anew meanwhile, and it had not ended in order.</summary>
    AfterReboot,

    /// <summary>It is the same process: it has replaced its program in place.</summary>
    Upgraded,
}

/// <summary>The identity of a daemon's process, which nothing else can have.</summary>
/// <param name="Boot">The kernel's boot id.</param>
/// <param name="StartTicks">When the process started after boot, in clock ticks; it stays when the process replaces its program.</param>
public sealed record DaemonIdentity(string Boot, long StartTicks)
{
    /// <summary>What a daemon with this identity and pid comes after.</summary>
    /// <param name="pid">Its process id.</param>
    /// <param name="newest">The newest fact about a daemon before it: <see cref="HistoryFact.DaemonStarted"/> or <see cref="HistoryFact.DaemonEnding"/>; null when there is none.</param>
    public DaemonBeginning After(int pid, HistoryFact? newest) => newest switch
    {
        null => DaemonBeginning.First,
        HistoryFact.DaemonStarted before when before.Pid == pid && before.Identity == this => DaemonBeginning.Upgraded,
        HistoryFact.DaemonStarted before when before.Identity.Boot != Boot => DaemonBeginning.AfterReboot,
        HistoryFact.DaemonStarted => DaemonBeginning.AfterCrash,
        HistoryFact.DaemonEnding => DaemonBeginning.AfterEnd,
        _ => throw new ArgumentOutOfRangeException(nameof(newest), newest, "Not a fact about a daemon."),
    };
}
