using ActorPm.Processes.Native;

namespace ActorPm.Processes.Trees;

/// <summary>
/// Keeps a pid from being reused while the process is moved into its cgroup: a child that ended meanwhile is reaped only after
/// the move, else whoever gets its pid next would be moved, and killed with the group later.
/// </summary>
internal sealed class PlacedProcess(int pid)
{
    private const int Settled = 0, Placing = 1, EndedWhilePlacing = 2, Reaped = 3;

    private int _phase;
    private int _pidfd = -1;
    private volatile string? _group;

    /// <summary>The process.</summary>
    public int Pid { get; } = pid;

    /// <summary>The cgroup that it is in; null when in none of its own.</summary>
    public string? Group => _group;

    /// <summary>Claims the pid for the move; false when the process was reaped.</summary>
    public bool TryBeginPlacing() => Interlocked.CompareExchange(ref _phase, Placing, Settled) == Settled;

    /// <summary>The move is over, or failed when <paramref name="group"/> is null.</summary>
    public void EndPlacing(string? group)
    {
        _group = group;
        if (Interlocked.CompareExchange(ref _phase, Settled, Placing) == EndedWhilePlacing)
        {
            ReapAndClose();
        }
    }

    /// <summary>A process that was placed otherwise: by an earlier daemon, or by itself.</summary>
    public void Adopt(string group) => _group = group;

    /// <summary>Reaps the ended process and closes its descriptor, now or as soon as the move is over.</summary>
    public void Reap(int pidfd)
    {
        _pidfd = pidfd;
        if (Interlocked.CompareExchange(ref _phase, Reaped, Settled) == Settled
            || Interlocked.CompareExchange(ref _phase, EndedWhilePlacing, Placing) != Placing)
        {
            ReapAndClose();
        }
    }

    private void ReapAndClose()
    {
        _phase = Reaped;
        PidFd.Reap(_pidfd);
        _ = LibC.close(_pidfd);
    }
}
