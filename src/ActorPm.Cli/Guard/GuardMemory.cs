using System.Globalization;
using System.Runtime.CompilerServices;
using static ActorPm.Cli.Guard.GuardLibC;

namespace ActorPm.Cli.Guard;

/// <summary>
/// Keeps the guard small: left alone, a collector lets garbage grow to the size of the processor's cache before it begins. So little is alive here
/// that a collection takes less than a millisecond.
/// </summary>
internal sealed unsafe class GuardMemory
{
    private const long Tolerated = 256 * 1024;

    private long _before;

    /// <summary>
    /// Lets go of the program's pages that only its start, or something rare, needed; those that are needed again come back from the file's cache. Code is never written to, so
    /// nothing is lost; a runtime that makes code as it goes is left alone.
    /// </summary>
    public static void LeaveUnusedCode()
    {
        if (RuntimeFeature.IsDynamicCodeSupported)
        {
            return;
        }

        foreach (var line in File.ReadLines("/proc/self/maps"))
        {
            // proc_pid_maps(5): from-to rights offset device inode path.
            if (line.Contains(" r-xp ", StringComparison.Ordinal) && line.Contains(" /", StringComparison.Ordinal))
            {
                var dash = line.IndexOf('-', StringComparison.Ordinal);
                var from = nuint.Parse(line.AsSpan(0, dash), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                var to = nuint.Parse(line.AsSpan(dash + 1, line.IndexOf(' ', StringComparison.Ordinal) - dash - 1), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                _ = madvise((void*)from, to - from, MADV_DONTNEED);
            }
        }
    }

    /// <summary>Collects if it is worth it, and gives the system back what that frees.</summary>
    public void Sweep()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _before > Tolerated)
        {
            _before = allocated;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            LeaveUnusedCode();
        }
    }
}
