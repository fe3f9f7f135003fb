using ActorPm.Core.Guard;
using ActorPm.Core.Instances;
using ActorPm.Processes.Channels;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Events;
using ActorPm.Processes.Guard;
using ActorPm.Processes.Inputs;
using ActorPm.Processes.Native;
using ActorPm.Processes.Records;
using ActorPm.Processes.Trees;

namespace ActorPm.Processes.Launching;

/// <summary>
/// Takes over what an earlier daemon of this home left alive. A process is adopted when boot, pid, start time and mark agree with a record; what
/// carries the home's mark and belongs to no adopted slot is killed; nothing else is touched.
/// </summary>
internal sealed class Adoption(
    ProcessesOptions options, EventLoop loop, Slots slots, TreeKeeper keeper, Cgroups? cgroups, RuntimeRecords records,
    Action<Slot, OutputPaths> connectOutput, DescriptorStore descriptors, GuardLink? guard)
{
    /// <summary>How long to wait for the deaths of one round of killing, in milliseconds, before the search begins anew.</summary>
    private const int RoundMilliseconds = 1000;

    private const int MostRounds = 200;

    /// <summary>Adopts and kills; returns what is alive.</summary>
    /// <param name="endings">Is told how those ended that do not live any more.</param>
    public IReadOnlyList<Survivor> Run(IDictionary<long, SlotEnding> endings)
    {
        var survivors = new List<Survivor>();
        foreach (var record in records.ReadAll())
        {
            if (record.Pid == 0)
            {
                continue;
            }

            if (TryAdopt(record))
            {
                survivors.Add(new Survivor(record.Serial, record.Pid));
                continue;
            }

            if (record is { Conclusion: null, Ending: null })
            {
                endings[record.Serial] = new SlotEnding(EndOf(record), options.Clock.GetUtcNow());
            }

            SaveLastWords(record);
        }

        KillStrays();
        cgroups?.RemoveEmpty();
        return survivors;
    }

    private bool TryAdopt(RuntimeRecord record)
    {
        var pidfd = PidFd.OpenVerified(record.Pid, record.StartTicks);
        if (pidfd < 0)
        {
            return false;
        }

        // The start time counts hundredths of a second, so a reused pid could bear the same one after a very fast round of all pids. Who was launched
        // leads its own session for ever. A program may overwrite its environment, but one that shows another mark is another process.
        var mark = new Mark(record.Serial, record.Attempt);
        // One that ended while this daemon was becoming another program is its child still, and tells how it ended.
        if (!ProcessStat.TryRead(record.Pid, out var stat) || !(stat.IsAlive || stat.Parent == Environment.ProcessId) || stat.Session != record.Pid || slots.IsUntouchable(record.Pid)
            || (Mark.Of(record.Pid, options.HomeDirectory) is { } carried && carried != mark))
        {
            _ = LibC.close(pidfd);
            return false;
        }

        var slot = slots[record.Serial];
        lock (slot.Gate)
        {
            if (slot.Current is { Phase: not ProcessPhase.Gone })
            {
                _ = LibC.close(pidfd);
                return false;
            }

            connectOutput(slot, OutputPaths.Of(record));
            var line = ReclaimedChannel.Open(pidfd, record, Place(record, SlotPart.Channel), out var problem);
            var process = new LaunchedProcess(slot, record, pidfd, null, keeper)
            {
                Records = records,
                Line = line >= 0 ? new NodeChannel(line, record.Attempt, loop, Place(record, SlotPart.Channel)) : null,
                ChannelProblem = problem,
                StandardInput = record.Input is { } input ? InputPipe.Reopen(record.Pid, input, Place(record, SlotPart.Input)) : null,
                Place = Place(record, SlotPart.Process),
            };
            Place(record, SlotPart.Channel).Keep(line);
            process.StandardInput?.Keep();
            process.Place.Keep(pidfd);
            if (cgroups?.MarkOf(record.Pid) == mark)
            {
                process.Placement.Adopt(cgroups.PathOf(mark));
            }

            if (stat.Parent != Environment.ProcessId)
            {
                keeper.AddReaper(stat.Parent);
            }

            slot.Current = process;
            slots.Roots[record.Pid] = process;
            loop.Add(process);
            return true;
        }
    }

    // Whose child it became when the daemon died has reaped it, or will: the guard (which says so first), or somebody who tells nobody.
    private ExitStatus EndOf(RuntimeRecord record)
    {
        var pidfd = PidFd.OpenVerified(record.Pid, record.StartTicks);
        if (pidfd >= 0)
        {
            // A zombie: of the guard, or of this very process, which was another program when it started it.
            var status = PidFd.HasEnded(pidfd) ? PidFd.StatusOf(pidfd, record.Pid, record.StartTicks) : new ExitStatus.Unknown();
            PidFd.Reap(pidfd);
            _ = LibC.close(pidfd);
            if (status is not ExitStatus.Unknown)
            {
                return status;
            }
        }

        var handed = Place(record, SlotPart.Process).Take();
        var told = handed >= 0 ? PidFd.FromInfo(handed) : null;
        if (handed >= 0)
        {
            _ = LibC.close(handed);
            descriptors.Forget(DescriptorKey.Of(record.Serial, SlotPart.Process));
        }

        return told ?? guard?.EndOf(record.Pid, record.StartTicks) ?? new ExitStatus.Unknown();
    }

    // What it wrote before it ended waits in its pipes, if anybody has held them open meanwhile.
    private void SaveLastWords(RuntimeRecord record)
    {
        if (!descriptors.Has(DescriptorKey.Of(record.Serial, SlotPart.Out)) && !descriptors.Has(DescriptorKey.Of(record.Serial, SlotPart.Error)))
        {
            return;
        }

        var slot = slots[record.Serial];
        lock (slot.Gate)
        {
            connectOutput(slot, OutputPaths.Of(record));
        }
    }

    private KeptDescriptor Place(RuntimeRecord record, SlotPart part) => KeptDescriptor.Of(descriptors, record.Serial, part);

    /// <summary>
    /// Kills what carries this home's mark and belongs to no adopted slot, its descendants first stopped with it, until a whole search
    /// finds nothing more.
    /// </summary>
    private void KillStrays()
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var strays = FindStrays();
            if (strays.Count == 0)
            {
                return;
            }

            foreach (var stray in strays)
            {
                PidFd.Signal(stray.Descriptor, UnixSignal.SIGKILL);
            }

            AwaitEnds(strays);
        }
    }

    private List<FoundMember> FindStrays()
    {
        var all = ProcessList.All();
        var byPid = all.ToDictionary(process => process.Pid);
        var fates = new Dictionary<int, Fate>();
        var strays = new List<FoundMember>();
        foreach (var process in all)
        {
            if (process.IsAlive && FateOf(process, byPid, fates) == Fate.Stray)
            {
                var descriptor = PidFd.OpenVerified(process.Pid, process.StartTicks);
                if (descriptor >= 0)
                {
                    strays.Add(new FoundMember(process, descriptor));
                }
            }
        }

        return strays;
    }

    private Fate FateOf(ProcessStat process, Dictionary<int, ProcessStat> byPid, Dictionary<int, Fate> fates)
    {
        if (fates.TryGetValue(process.Pid, out var known))
        {
            return known;
        }

        fates[process.Pid] = Fate.Foreign;
        return fates[process.Pid] = Judge(process, byPid, fates);
    }

    private Fate Judge(ProcessStat process, Dictionary<int, ProcessStat> byPid, Dictionary<int, Fate> fates)
    {
        if (slots.IsUntouchable(process.Pid))
        {
            return Fate.Foreign;
        }

        if (slots.Roots.ContainsKey(process.Pid))
        {
            return Fate.Kept;
        }

        // Descendants share the fate of the nearest ancestor that has one.
        if (!slots.IsUntouchable(process.Parent) && byPid.TryGetValue(process.Parent, out var parent))
        {
            var fate = FateOf(parent, byPid, fates);
            if (fate != Fate.Foreign)
            {
                return fate;
            }
        }

        if ((Mark.Of(process.Pid, options.HomeDirectory) ?? cgroups?.MarkOf(process.Pid)) is { } mark)
        {
            // Of a live slot: its own, or what an earlier launch was allowed to leave behind.
            if (slots.Find(mark.Serial)?.Current is not { } current)
            {
                return Fate.Stray;
            }

            if (current.Attempt == mark.Attempt)
            {
                keeper.Adopt(process, current);
            }

            return Fate.Kept;
        }

        if (slots.Roots.TryGetValue(process.Session, out var root) && root.HoldsSession)
        {
            keeper.Adopt(process, root);
            return Fate.Kept;
        }

        return Fate.Foreign;
    }

    private static unsafe void AwaitEnds(List<FoundMember> killed)
    {
        var limit = Environment.TickCount64 + RoundMilliseconds;

        // struct pollfd: descriptor, wanted events, events that happened.
        var wait = stackalloc int[2];
        foreach (var member in killed)
        {
            wait[0] = member.Descriptor;
            wait[1] = (int)LibC.EPOLLIN;
            _ = LibC.poll(wait, 1, (int)Math.Max(0, limit - Environment.TickCount64));
            PidFd.Reap(member.Descriptor);
            _ = LibC.close(member.Descriptor);
        }
    }

    private enum Fate
    {
        /// <summary>None of our business.</summary>
        Foreign,

        /// <summary>Belongs to a live slot.</summary>
        Kept,

        /// <summary>Ours, and of no live slot.</summary>
        Stray,
    }
}
