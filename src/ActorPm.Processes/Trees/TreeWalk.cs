using System.Collections.Concurrent;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Trees;

/// <summary>
/// Finds the members of a tree, each with a pidfd that was opened before its kinship was verified. Costs as much as the tree is
/// large, not as the machine is busy: it starts at the main process, the cgroup, the watched members and the orphans, and follows the
/// kernel's lists of children from there.
/// </summary>
internal sealed class TreeWalk(Slots slots)
{
    private readonly ConcurrentDictionary<int, int> _reapers = new() { [Environment.ProcessId] = 0 };

    /// <summary>The processes to whose children orphans of our trees are added: the daemon, and the former daemon's for adopted trees.</summary>
    public IEnumerable<int> Reapers => _reapers.Select(pair => pair.Key);

    /// <summary>Adds one.</summary>
    public void AddReaper(int pid) => _reapers.TryAdd(pid, 0);

    /// <summary>The members without the main process, parents before children. The caller closes their descriptors.</summary>
    public List<FoundMember> Members(LaunchedProcess process)
    {
        var members = new List<FoundMember>();
        AddNewMembers(process, members);
        return members;
    }

    /// <summary>Adds the members that are not in the list yet.</summary>
    public void AddNewMembers(LaunchedProcess process, List<FoundMember> members)
    {
        var seen = new HashSet<(int, long)>(members.Count);
        foreach (var member in members)
        {
            seen.Add((member.Stat.Pid, member.Stat.StartTicks));
        }

        var pids = new List<int>();
        (int Pid, long StartTicks)[] known = [];
        lock (process.Slot.Gate)
        {
            if (process.Leftovers.Count + process.Kept.Count > 0)
            {
                known = [.. process.Leftovers.Values.Select(member => (member.Pid, member.StartTicks)), .. process.Kept];
            }
        }

        var open = new Queue<int>();
        if (process.Exit is null)
        {
            open.Enqueue(process.Pid);
        }

        foreach (var (pid, startTicks) in known)
        {
            TryAdd(pid, stat => stat.StartTicks == startTicks);
        }

        if (process.Placement.Group is { } group)
        {
            Cgroups.AddMembers(group, pids);
            foreach (var pid in pids)
            {
                TryAdd(pid, stat => slots.OwnerOf(stat) == process);
            }

            pids.Clear();
        }

        foreach (var reaper in Reapers)
        {
            ProcessList.AddOrphansOf(reaper, pids);
        }

        foreach (var pid in pids)
        {
            TryAdd(pid, stat => slots.OwnerOf(stat) == process);
        }

        // Members found before may have forked since.
        foreach (var member in members)
        {
            open.Enqueue(member.Stat.Pid);
        }

        while (open.TryDequeue(out var parent))
        {
            pids.Clear();
            ProcessList.AddChildren(parent, pids);
            foreach (var pid in pids)
            {
                if (TryAdd(pid, stat => stat.Parent == parent || slots.OwnerOf(stat) == process))
                {
                    open.Enqueue(pid);
                }
            }
        }

        bool TryAdd(int pid, Func<ProcessStat, bool> isKin)
        {
            // The main process has a descriptor of its own, and a main process of another slot is nobody's descendant.
            if (slots.IsUntouchable(pid) || (slots.Roots.TryGetValue(pid, out var root) && root.Exit is null))
            {
                return false;
            }

            var descriptor = PidFd.Open(pid);
            if (descriptor < 0)
            {
                return false;
            }

            if (ProcessStat.TryRead(pid, out var stat) && stat.IsAlive && !seen.Contains((pid, stat.StartTicks)) && isKin(stat))
            {
                seen.Add((pid, stat.StartTicks));
                members.Add(new FoundMember(stat, descriptor));
                return true;
            }

            _ = LibC.close(descriptor);
            return false;
        }
    }
}

/// <summary>A member of a tree that was just found.</summary>
/// <param name="Stat">What was read of it after the descriptor was opened.</param>
/// <param name="Descriptor">Its pidfd.</param>
internal readonly record struct FoundMember(ProcessStat Stat, int Descriptor);
