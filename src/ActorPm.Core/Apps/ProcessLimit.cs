namespace ActorPm.Core.Apps;

/// <summary>A limit that the kernel keeps for each process (setrlimit(2)); the numbers are Linux's on x64 and arm64.</summary>
public enum ProcessLimit
{
    /// <summary>Processor time, in seconds: SIGXCPU at the soft limit, SIGKILL at the hard one.</summary>
    Cpu = 0,

    /// <summary>The largest file that it may write, in bytes: SIGXFSZ.</summary>
    FileSize = 1,

    /// <summary>The stack of the main thread, in bytes.</summary>
    Stack = 3,

    /// <summary>The largest core file, in bytes; 0 for none.</summary>
    Core = 4,

    /// <summary>Processes and threads of its user, counted over the whole machine.</summary>
    Processes = 6,

    /// <summary>Open files.</summary>
    OpenFiles = 7,

    /// <summary>Memory that may not be swapped, in bytes.</summary>
    LockedMemory = 8,

    /// <summary>Virtual memory, in bytes.</summary>
    AddressSpace = 9,
}

/// <summary>A soft limit, which counts, and a hard one, up to which the process itself may raise it.</summary>
/// <param name="Soft">At most <paramref name="Hard"/>; <see cref="Unlimited"/> for none.</param>
/// <param name="Hard">The same.</param>
public readonly record struct LimitRange(ulong Soft, ulong Hard)
{
    /// <summary>RLIM_INFINITY.</summary>
    public const ulong Unlimited = ulong.MaxValue;
}
