namespace ActorPm.Chaos.Histories;

/// <summary>What can be done to ActorPm. Each has a file in Faults.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL for apmd.</summary>
    KillDaemon,

    /// <summary>SIGKILL for its guard.</summary>
    KillGuard,

    /// <summary>SIGKILL for both.</summary>
    KillBoth,

    /// <summary>SIGKILL for an instance.</summary>
    KillInstance,

    /// <summary>SIGKILL for a new instance while a reload is under way.</summary>
    KillDuringReload,

    /// <summary>SIGSTOP for apmd, SIGCONT after a while.</summary>
    StopDaemon,

    /// <summary>No byte is free in the home.</summary>
    FillDisk,

    /// <summary>Every write and flush of apmd waits.</summary>
    SlowDisk,

    /// <summary>apmd's wall clock goes forth and back.</summary>
    JumpClock,

    /// <summary><c>apm update</c> to a copy of the same programs.</summary>
    Upgrade,

    /// <summary><c>apm update</c> to programs that do not run.</summary>
    BrokenUpgrade,

    /// <summary>apmd may open no further descriptor.</summary>
    ExhaustDescriptors,

    /// <summary>A record names the pid of an innocent process.</summary>
    ReusePid,
}
