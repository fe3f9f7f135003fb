using System.Collections.Immutable;

namespace ActorPm.Core.Apps;

/// <summary>
/// What bounds a process of an app. <see cref="Process"/>, umask, nice and no_new_privs are set in the process before its program begins; memory, cpus and
/// pids bound its whole tree, by a group of cgroup version 2. What is null or absent stays as the daemon has it.
/// </summary>
public sealed record ResourceLimits
{
    /// <summary>None.</summary>
    public static ResourceLimits None { get; } = new();

    /// <summary>The limits of each process.</summary>
    public ImmutableSortedDictionary<ProcessLimit, LimitRange> Process { get; init; } = ImmutableSortedDictionary<ProcessLimit, LimitRange>.Empty;

    /// <summary>The permissions that new files do not get; 0 to 0777.</summary>
    public int? Umask { get; init; }

    /// <summary>-20, first, to 19, last.</summary>
    public int? Nice { get; init; }

    /// <summary>Whether no program that it executes gains privileges (PR_SET_NO_NEW_PRIVS): no setuid, no file capabilities.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>The bytes that the tree may use; above, the kernel kills (memory.max).</summary>
    public long? Memory { get; init; }

    /// <summary>The bytes above which the kernel slows the tree down and takes memory back (memory.high).</summary>
    public long? MemoryHigh { get; init; }

    /// <summary>How many processor cores the tree may use, at least 0.01 (cpu.max).</summary>
    public decimal? Cpus { get; init; }

    /// <summary>How many processes and threads the tree may have, at least 1 (pids.max).</summary>
    public long? Pids { get; init; }

    /// <summary>Whether a control group is needed.</summary>
    public bool NeedsGroup => Memory is not null || MemoryHigh is not null || Cpus is not null || Pids is not null;

    // A dictionary compares by reference; two are the same when they say the same.
    /// <inheritdoc/>
    public bool Equals(ResourceLimits? other) =>
        other is not null && Process.SequenceEqual(other.Process) && Umask == other.Umask && Nice == other.Nice && NoNewPrivileges == other.NoNewPrivileges
        && Memory == other.Memory && MemoryHigh == other.MemoryHigh && Cpus == other.Cpus && Pids == other.Pids;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Process.Count, Umask, Nice, NoNewPrivileges, Memory, MemoryHigh, Cpus, Pids);

    /// <summary>Those without a control group's: what the process sets itself.</summary>
    public ResourceLimits OfProcess() => this with { Memory = null, MemoryHigh = null, Cpus = null, Pids = null };

    /// <summary>In the words of an app file: <c>nofile=1024 nice=10</c>.</summary>
    public override string ToString() => string.Join(' ', LimitWords.Of(this).Select(limit => $"{limit.Name}={limit.Value}"));
}
