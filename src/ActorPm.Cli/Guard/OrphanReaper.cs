using ActorPm.Core.Guard;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>The children of the guard that have ended, looked at before they are reaped: a zombie still says who it was.</summary>
internal static unsafe class OrphanReaper
{
    private const int ProcessById = 1, CoreDumped = 0x80;

    /// <summary>One of those that have ended; null when there is none. The same one again until it is reaped.</summary>
    public static GuardMessage.Exited? Peek()
    {
        SignalInfo info = default;
        // Without /proc nobody can verify the identity, and 0 is nobody's.
        return waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.Pid > 0
            ? new GuardMessage.Exited(info.Pid, ProcessStat.Of(info.Pid)?.StartTicks ?? 0, WaitStatus(info))
            : null;
    }

    /// <summary>Lets it go; its pid may be given to another process from now on.</summary>
    public static void Reap(int pid)
    {
        SignalInfo info = default;
        _ = waitid(ProcessById, (uint)pid, &info, WEXITED | WNOHANG);
    }

    private static int WaitStatus(in SignalInfo info) => info.Code switch
    {
        CLD_EXITED => (info.Status & 0xFF) << 8,
        CLD_DUMPED => info.Status | CoreDumped,
        _ => info.Status,
    };
}
