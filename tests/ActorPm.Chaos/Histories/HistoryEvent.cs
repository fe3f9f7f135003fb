namespace ActorPm.Chaos.Histories;

/// <summary>
/// What was done to ActorPm and what was seen of it. All times are of the kernel's monotonic clock, which the harness and the apps of the workload share.
/// </summary>
/// <param name="At">When it was over, or seen.</param>
internal abstract record HistoryEvent(TimeSpan At)
{
    /// <summary>An app of the workload and how many of its instances may live at one time, those of a reload that overlap included.</summary>
    public sealed record AppDeclared(TimeSpan At, string App, int MostAtOnce) : HistoryEvent(At);

    /// <summary>A command returned 0: what it wished holds from now on.</summary>
    public sealed record CommandAcked(TimeSpan At, TimeSpan Began, Verb Verb, string App, Wish? After) : HistoryEvent(At);

    /// <summary>A command failed: what it wished holds or does not, until the list has been seen.</summary>
    public sealed record CommandFailed(TimeSpan At, TimeSpan Began, Verb Verb, string App, Wish? After, string Text) : HistoryEvent(At);

    /// <summary>What <c>jlist</c> says once it has come to rest, for all apps of the workload.</summary>
    public sealed record ListSeen(TimeSpan At, IReadOnlyDictionary<string, Wish> Apps) : HistoryEvent(At);

    /// <summary>The life of a process that carries a slot's mark. It lived from <paramref name="First"/> to <paramref name="At"/> for certain.</summary>
    /// <param name="At">The last time it was seen alive.</param>
    /// <param name="First">The first time it was seen alive.</param>
    /// <param name="Gone">When it was seen gone; null if it lived to the end of the run.</param>
    /// <param name="Process">Who it is.</param>
    /// <param name="App">Its app.</param>
    /// <param name="Serial">Its slot.</param>
    /// <param name="Attempt">Its launch.</param>
    /// <param name="Kin">Whether it is the instance itself or something that it started.</param>
    public sealed record InstanceSeen(
        TimeSpan At, TimeSpan First, TimeSpan? Gone, ProcessIdentity Process, string App, long Serial, int Attempt, Kin Kin) : HistoryEvent(At);

    /// <summary>Lines <paramref name="First"/> to <paramref name="Last"/> of one run of an app stand in a log file one after the other.</summary>
    public sealed record LinesSeen(TimeSpan At, string App, string Run, long First, long Last, TimeSpan FirstWritten, TimeSpan LastWritten) : HistoryEvent(At);

    /// <summary>Something stands in a log file that nobody wrote as a line.</summary>
    public sealed record LineTorn(TimeSpan At, string File, string Text) : HistoryEvent(At);

    /// <summary>What an app says of itself: so many lines of this run were taken by the kernel.</summary>
    public sealed record LinesWritten(TimeSpan At, string App, string Run, long Last) : HistoryEvent(At);

    /// <summary>A request had its own reply.</summary>
    public sealed record RequestAnswered(TimeSpan At, TimeSpan Began, string App, Plane Plane) : HistoryEvent(At);

    /// <summary>A request had none, or another's.</summary>
    /// <param name="At">When it failed.</param>
    /// <param name="Began">When it was sent.</param>
    /// <param name="Opened">When its connection was asked for.</param>
    /// <param name="App">Of whom it was asked.</param>
    /// <param name="Plane">On which way.</param>
    /// <param name="Failure">How it failed.</param>
    /// <param name="Text">The details.</param>
    public sealed record RequestFailed(TimeSpan At, TimeSpan Began, TimeSpan Opened, string App, Plane Plane, RequestFailure Failure, string Text) : HistoryEvent(At);

    /// <summary>A fault is about to be made.</summary>
    /// <param name="At">Before it.</param>
    /// <param name="Number">Which of the plan.</param>
    /// <param name="Kind">What is done.</param>
    public sealed record FaultBegan(TimeSpan At, int Number, FaultKind Kind) : HistoryEvent(At);

    /// <summary>A process of the workload or of ActorPm was killed by the harness and is dead.</summary>
    public sealed record Killed(TimeSpan At, TimeSpan Began, int Number, Victim Victim, ProcessIdentity Process, string App) : HistoryEvent(At);

    /// <summary>The fault is over and taken back; commands work again.</summary>
    public sealed record FaultEnded(TimeSpan At, int Number) : HistoryEvent(At);

    /// <summary>After a fault that ended it, the daemon answers again.</summary>
    /// <param name="At">The first command that worked.</param>
    /// <param name="Since">When it was killed.</param>
    /// <param name="By">Who brought it back.</param>
    public sealed record DaemonAnswered(TimeSpan At, TimeSpan Since, Revival By) : HistoryEvent(At);

    /// <summary>The daemon did not come back, or an update did not end as it had to.</summary>
    public sealed record DaemonFailed(TimeSpan At, string Text) : HistoryEvent(At);

    /// <summary>The listening socket at an app's port, when it is another one than before.</summary>
    public sealed record SocketSeen(TimeSpan At, string App, Plane Plane, long Inode) : HistoryEvent(At);

    /// <summary>A process that is none of ActorPm's business got a signal.</summary>
    public sealed record InnocentHurt(TimeSpan At, string Name, string Text) : HistoryEvent(At);

    /// <summary>What the daemon, or its guard, has taken.</summary>
    public sealed record BudgetSample(TimeSpan At, Victim Of, int Pid, long MemoryBytes, int Descriptors, int Threads, int Zombies, long LogBytes) : HistoryEvent(At);
}

/// <summary>Pid and start time: no other process of this boot has both.</summary>
internal readonly record struct ProcessIdentity(int Pid, long StartTicks);

/// <summary>What is wished of an app: null stands for an app that is not on the list.</summary>
internal sealed record Wish(int Count, AppState State);

/// <summary>The states that a wish can be seen in.</summary>
internal enum AppState
{
    /// <summary>All instances are online.</summary>
    Running,

    /// <summary>All are stopped.</summary>
    Stopped,

    /// <summary>Neither: never wished, seen only when something is wrong.</summary>
    Mixed,
}

/// <summary>Commands of the workload.</summary>
internal enum Verb
{
    /// <summary>A new app.</summary>
    Start,

    /// <summary>Its processes end.</summary>
    Stop,

    /// <summary>New processes.</summary>
    Restart,

    /// <summary>More or fewer.</summary>
    Scale,

    /// <summary>Off the list.</summary>
    Delete,

    /// <summary>Replaced one by one.</summary>
    Reload,

    /// <summary>A reload of a release that exits at once: it has to fail.</summary>
    ReloadBadRelease,
}

/// <summary>The data planes.</summary>
internal enum Plane
{
    /// <summary>Node's cluster: the socket is the daemon's and handed to workers.</summary>
    Handoff,

    /// <summary>LISTEN_FDS.</summary>
    Inherit,

    /// <summary>Through the daemon.</summary>
    Proxy,
}

/// <summary>How a request fails.</summary>
internal enum RequestFailure
{
    /// <summary>No connection.</summary>
    Refused,

    /// <summary>The connection ended before the reply.</summary>
    Reset,

    /// <summary>No reply in time.</summary>
    Timeout,

    /// <summary>An error, or the reply to another request.</summary>
    WrongReply,
}

/// <summary>Whether a marked process is the instance.</summary>
internal enum Kin
{
    /// <summary>The instance.</summary>
    Instance,

    /// <summary>Started by it.</summary>
    Descendant,
}

/// <summary>Whom the harness kills or measures.</summary>
internal enum Victim
{
    /// <summary>apmd.</summary>
    Daemon,

    /// <summary>apm guard.</summary>
    Guard,

    /// <summary>An instance.</summary>
    Instance,
}

/// <summary>Who brings a dead daemon back.</summary>
internal enum Revival
{
    /// <summary>The guard, by itself.</summary>
    Guard,

    /// <summary>The harness, by <c>apm resurrect</c>.</summary>
    Harness,
}
