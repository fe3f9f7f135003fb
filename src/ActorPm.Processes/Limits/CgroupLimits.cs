using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;

namespace ActorPm.Processes.Limits;

/// <summary>Limits of a tree as files of a group of cgroup version 2, and what the kernel says there of those that were reached.</summary>
internal static class CgroupLimits
{
    /// <summary>The microseconds by which cpu.max counts: the kernel's default.</summary>
    private const int PeriodMicroseconds = 100_000;

    /// <summary>The controllers that are needed, each once.</summary>
    public static IReadOnlyList<string> Controllers(ResourceLimits limits) => [.. Files(limits).Select(file => file.Name[..file.Name.IndexOf('.')]).Distinct()];

    /// <summary>What is written into which file of the group.</summary>
    public static IEnumerable<(string Name, string Text)> Files(ResourceLimits limits)
    {
        if (limits.Memory is { } memory)
        {
            yield return ("memory.max", memory.ToString(CultureInfo.InvariantCulture));
        }

        if (limits.MemoryHigh is { } high)
        {
            yield return ("memory.high", high.ToString(CultureInfo.InvariantCulture));
        }

        if (limits.Cpus is { } cpus)
        {
            yield return ("cpu.max", string.Create(CultureInfo.InvariantCulture, $"{(long)(cpus * PeriodMicroseconds)} {PeriodMicroseconds}"));
        }

        if (limits.Pids is { } pids)
        {
            yield return ("pids.max", pids.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>An end with its cause, if the kernel killed in the group because its memory ran out.</summary>
    /// <param name="status">How the main process ended, by nobody's wish here.</param>
    /// <param name="group">Its group; null for none.</param>
    public static ExitStatus Explain(ExitStatus status, string? group)
    {
        if (group is null || status is not ExitStatus.Signalled { Signal: UnixSignal.SIGKILL } killed)
        {
            return status;
        }

        try
        {
            var kills = File.ReadLines($"{group}/memory.events").Any(line => line.StartsWith("oom_kill ", StringComparison.Ordinal) && line != "oom_kill 0");
            return kills && ulong.TryParse(File.ReadAllText($"{group}/memory.max").Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var bytes)
                ? killed with { Cause = $"it reached its memory limit of {LimitWords.Bytes(bytes)}" }
                : status;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A group without the memory controller has no such files.
            return status;
        }
    }
}
