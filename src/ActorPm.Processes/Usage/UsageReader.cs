using ActorPm.Core.Metrics;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Usage;

/// <summary>Adds up what trees use. As a by-product notes which process belongs to which tree, for the time when ancestry no longer tells.</summary>
internal sealed class UsageReader(Slots slots, TimeProvider clock) : IUsageReader
{
    /// <summary>USER_HZ: fixed at 100 for all programs on Linux.</summary>
    private const long TicksPerClockTick = TimeSpan.TicksPerSecond / 100;

    /// <inheritdoc/>
    public IReadOnlyDictionary<long, ResourceUsage> Read()
    {
        var now = clock.GetUtcNow();
        var usage = new Dictionary<long, ResourceUsage>();
        if (slots.Roots.IsEmpty)
        {
            slots.Remembered = new Dictionary<(int, long), LaunchedProcess>();
            return usage;
        }

        var all = ProcessList.All();
        var parents = new Dictionary<int, ProcessStat>(all.Count);
        foreach (var process in all)
        {
            parents[process.Pid] = process;
        }

        var watched = Watched();
        var owners = new Dictionary<int, LaunchedProcess?>(all.Count);
        var remembered = new Dictionary<(int, long), LaunchedProcess>(all.Count);
        foreach (var process in all)
        {
            if (!process.IsAlive || OwnerOf(process, parents, owners, watched) is not { } owner)
            {
                continue;
            }

            remembered[(process.Pid, process.StartTicks)] = owner;
            var memory = process.ResidentPages * Environment.SystemPageSize;
            var cpu = TimeSpan.FromTicks(process.CpuTicks * TicksPerClockTick);
            usage[owner.Serial] = usage.TryGetValue(owner.Serial, out var sum)
                ? new ResourceUsage(sum.MemoryBytes + memory, sum.CpuTime + cpu, sum.Processes + 1, now) { Threads = sum.Threads + process.Threads }
                : new ResourceUsage(memory, cpu, 1, now) { Threads = process.Threads };
        }

        slots.Remembered = remembered;
        return usage;
    }

    private Dictionary<(int, long), LaunchedProcess> Watched()
    {
        var watched = new Dictionary<(int, long), LaunchedProcess>();
        foreach (var (_, process) in slots.Roots)
        {
            lock (process.Slot.Gate)
            {
                foreach (var member in process.Leftovers.Values)
                {
                    watched[(member.Pid, member.StartTicks)] = process;
                }
            }
        }

        return watched;
    }

    private LaunchedProcess? OwnerOf(
        in ProcessStat process, Dictionary<int, ProcessStat> parents, Dictionary<int, LaunchedProcess?> owners,
        Dictionary<(int, long), LaunchedProcess> watched)
    {
        if (owners.TryGetValue(process.Pid, out var owner))
        {
            return owner;
        }

        owners[process.Pid] = null;
        if (slots.IsUntouchable(process.Pid))
        {
            return null;
        }

        if (slots.Roots.TryGetValue(process.Pid, out owner) && owner.Record.StartTicks == process.StartTicks)
        {
            return owners[process.Pid] = owner;
        }

        if (!watched.TryGetValue((process.Pid, process.StartTicks), out owner)
            && !(slots.Roots.TryGetValue(process.Session, out owner) && owner.HoldsSession)
            && !(slots.Remembered.TryGetValue((process.Pid, process.StartTicks), out owner) && owner.Phase != ProcessPhase.Gone))
        {
            owner = parents.TryGetValue(process.Parent, out var parent) ? OwnerOf(parent, parents, owners, watched) : null;
        }

        // An orphan of the daemon that nobody watches yet may be known by its mark.
        if (owner is null && process.Parent == Environment.ProcessId)
        {
            owner = slots.OwnerOf(process);
        }

        return owners[process.Pid] = owner;
    }
}
