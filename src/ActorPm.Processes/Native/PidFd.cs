using ActorPm.Core.Instances;

namespace ActorPm.Processes.Native;

/// <summary>
/// A descriptor that stands for one process and never for another that got its pid later. Opened first and verified afterwards:
/// a signal sent through it reaches the verified process or nobody (ESRCH), since a pid is not reused before its process is reaped.
/// </summary>
internal static unsafe class PidFd
{
    /// <summary>_IOWR(0xFF, 11, struct pidfd_info) of the first published size, 64 bytes; Linux 6.13, exit status since 6.15.</summary>
    private const nuint PIDFD_GET_INFO = 0xC040FF0B;

    private const ulong PIDFD_INFO_EXIT = 1 << 3;

    /// <summary>Opens a pidfd, of the reserve when there is no other descriptor; -1 when there is no such process.</summary>
    public static int Open(int pid)
    {
        int fd;
        do
        {
            fd = LibC.pidfd_open(pid);
        }
        while (fd < 0 && DescriptorReserve.TryRelease());

        return fd;
    }

    /// <summary>Opens a pidfd and checks that the process at hand is the one that started then; -1 when it is not, or is gone.</summary>
    public static int OpenVerified(int pid, long startTicks)
    {
        var fd = Open(pid);
        if (fd < 0)
        {
            return -1;
        }

        if (ProcessStat.TryRead(pid, out var stat) && stat.StartTicks == startTicks)
        {
            return fd;
        }

        _ = LibC.close(fd);
        return -1;
    }

    /// <summary>Sends a signal; a process that is gone already is no error.</summary>
    public static void Signal(int fd, UnixSignal signal) => _ = LibC.pidfd_send_signal(fd, (int)signal);

    /// <summary>Whether the process still exists, be it as a zombie.</summary>
    public static bool Exists(int fd) => LibC.pidfd_send_signal(fd, 0) == 0 || LibC.Errno == LibC.EPERM;

    /// <summary>Whether the process has ended, reaped or not.</summary>
    public static bool HasEnded(int fd)
    {
        // struct pollfd: descriptor, wanted events, events that happened.
        var look = stackalloc int[2] { fd, (int)LibC.EPOLLIN };
        return LibC.poll(look, 1, 0) == 1;
    }

    /// <summary>
    /// How an ended process ended: from wait when it is a child of ours (without reaping it), else from the kernel's notes.
    /// </summary>
    public static ExitStatus StatusOf(int fd, int pid, long startTicks)
    {
        var info = stackalloc int[32];
        if (LibC.waitid(LibC.P_PIDFD, (uint)fd, info, LibC.WEXITED | LibC.WNOHANG | LibC.WNOWAIT) == 0 && info[4] != 0)
        {
            const int CldExited = 1;
            return info[2] == CldExited ? new ExitStatus.Code(info[6]) : new ExitStatus.Signalled((UnixSignal)info[6]);
        }

        // Not our child. Its parent may have reaped it (then the pidfd remembers) or not yet (then its stat file shows it).
        return FromInfo(fd) ?? FromStat(pid, startTicks) ?? FromInfo(fd) ?? new ExitStatus.Unknown();
    }

    /// <summary>Reaps an ended child; harmless for processes that are not children or not ended.</summary>
    public static void Reap(int fd)
    {
        var info = stackalloc int[32];
        _ = LibC.waitid(LibC.P_PIDFD, (uint)fd, info, LibC.WEXITED | LibC.WNOHANG);
    }

    /// <summary>How a process ended that somebody else has reaped; null while it lives, or where the kernel does not tell (before Linux 6.15).</summary>
    public static ExitStatus? FromInfo(int fd)
    {
        var info = stackalloc ulong[8];
        info[0] = PIDFD_INFO_EXIT;
        return LibC.ioctl(fd, PIDFD_GET_INFO, info) == 0 && (info[0] & PIDFD_INFO_EXIT) != 0 ? FromWaitStatus(((int*)info)[15]) : null;
    }

    private static ExitStatus? FromStat(int pid, long startTicks) =>
        ProcessStat.TryRead(pid, out var stat) && stat.StartTicks == startTicks && stat.State == 'Z' ? FromWaitStatus(stat.WaitStatus) : null;

    /// <summary>What wait(2) says, in our words.</summary>
    public static ExitStatus FromWaitStatus(int status) => (status & 0x7f) == 0
        ? new ExitStatus.Code((status >> 8) & 0xff)
        : new ExitStatus.Signalled((UnixSignal)(status & 0x7f));
}
