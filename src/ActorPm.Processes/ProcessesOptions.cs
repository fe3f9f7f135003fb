using ActorPm.Core.Logs;
using ActorPm.Processes.Guard;

namespace ActorPm.Processes;

/// <summary>How the OS edge works; fixed for the life of a daemon.</summary>
/// <param name="HomeDirectory">The daemon's home, absolute: it is part of the mark in each child's environment.</param>
/// <param name="RuntimeDirectory">Where pipes and runtime records live, absolute, 0700; created when missing.</param>
/// <param name="Cgroups">Whether process trees are kept in cgroups of version 2 when a subtree is writable.</param>
/// <param name="PipeBytes">The size asked for each output pipe, in bytes; the kernel may give less. 4 KiB to 1 MiB; default 256 KiB.</param>
/// <param name="Clock">Gives the time.</param>
public sealed record ProcessesOptions(
    string HomeDirectory, string RuntimeDirectory, CgroupUse Cgroups, int PipeBytes, TimeProvider Clock)
{
    /// <summary>What bounds the logs; null (the default) rotates nothing and leaves no space free.</summary>
    public LogLimits? Logs { get; init; }

    /// <summary>The guard that watches over this daemon; null, the default, when there is none.</summary>
    public GuardOptions? Guard { get; init; }
    /// <summary>What the daemon before handed over; null, the default, for nothing.</summary>
    public Handover.DescriptorBundle? Inherited { get; init; }

    /// <summary>The apm program, absolute: its hidden verb <c>__exec</c> turns into an app that runs as another user. Null, the default, refuses such apps.</summary>
    public string? Trampoline { get; init; }
}

/// <summary>Whether cgroups are used to hold process trees together.</summary>
public enum CgroupUse
{
    /// <summary>When a subtree of cgroup version 2 is writable.</summary>
    WhenWritable,

    /// <summary>Never.</summary>
    Never,
}
