using ActorPm.Processes.Native;

namespace ActorPm.Processes;

/// <summary>Counts the time since boot, that in which the machine slept included (CLOCK_BOOTTIME): the clock on which daemon and guard agree, which nobody can set.</summary>
public sealed unsafe class BootClock : TimeProvider
{
    private const int ClockBootTime = 7;
    private const long NanosecondsPerSecond = 1_000_000_000;

    private BootClock()
    {
    }

    /// <summary>The clock.</summary>
    public static BootClock Instance { get; } = new();

    /// <inheritdoc/>
    public override long TimestampFrequency => NanosecondsPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        // struct timespec: seconds, nanoseconds.
        var time = stackalloc long[2];
        _ = LibC.clock_gettime(ClockBootTime, time);
        return (time[0] * NanosecondsPerSecond) + time[1];
    }
}
