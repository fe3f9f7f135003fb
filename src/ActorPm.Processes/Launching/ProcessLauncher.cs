using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Guard;
using ActorPm.Processes.Channels;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Events;
using ActorPm.Processes.Guard;
using ActorPm.Processes.Inputs;
using ActorPm.Processes.Limits;
using ActorPm.Processes.Native;
using ActorPm.Processes.Output;
using ActorPm.Processes.Records;
using ActorPm.Processes.Trees;

namespace ActorPm.Processes.Launching;

/// <summary>Starts, finds and forgets the processes of the slots.</summary>
internal sealed class ProcessLauncher(
    ProcessesOptions options, EventLoop loop, Slots slots, TreeKeeper keeper, Cgroups? cgroups, SlotOutputs outputs, RuntimeRecords records, DescriptorStore descriptors, GuardLink? guard) : IProcessLauncher
{
    private const string Nowhere = "/dev/null";

    /// <summary>How processes ended that no daemon saw end, by slot.</summary>
    private readonly Dictionary<long, SlotEnding> _endings = [];

    /// <inheritdoc/>
    public IRunningProcess Launch(LaunchOrder order, IProcessObserver observer)
    {
        var slot = slots[order.Serial];
        lock (slot.Gate)
        {
            if (slot.Current is { Phase: not ProcessPhase.Gone } living)
            {
                throw new InvalidOperationException($"Slot {order.Serial} ({order.Instance}) has a live process already, pid {living.Pid}.");
            }

            if (order.Limits != ResourceLimits.None && LimitPrivileges.Own().ProblemOf(order.Limits) is { } problem)
            {
                throw new LaunchException(problem);
            }

            var group = order.Limits.NeedsGroup ? cgroups?.Prepare(new Mark(order.Serial, order.Attempt), order.Limits) : null;
            LaunchedProcess? process = null;
            try
            {
                return process = Launch(slot, order, group, observer);
            }
            finally
            {
                if (process is null && group is not null)
                {
                    cgroups?.Remove(new Mark(order.Serial, order.Attempt));
                }
            }
        }
    }

    private LaunchedProcess Launch(Slot slot, LaunchOrder order, string? group, IProcessObserver observer)
    {
        var spawned = TrampolineOrder.Wrap(order, options.Trampoline, group);
        RefuseDirectory(order.OutFile);
        RefuseDirectory(order.ErrorFile);
        RefuseDirectory(order.Output.CombinedFile);
        RestoreRuntimeDirectory();
        outputs.Connect(slot, OutputPaths.Of(order));
        using var endowment = Endowment.For(order);
        slots.BeginLaunch();
        try
        {
            var process = Start(slot, spawned, endowment, observer, group);
            slot.Current = process;

            // Before its end can be noticed, so that no message is lost to nobody.
            process.Line?.Begin(observer);
            slots.Roots[process.Pid] = process;
            loop.Add(process);
            return process;
        }
        finally
        {
            slots.EndLaunch();
        }
    }

    /// <inheritdoc/>
    public IRunningProcess? Find(long serial, IProcessObserver observer)
    {
        if (slots.Find(serial) is not { } slot)
        {
            return null;
        }

        lock (slot.Gate)
        {
            if (slot.Current is not { } process)
            {
                return null;
            }

            // The end may have been told to an observer that is no more, or to nobody: then it is told again, to this one.
            process.Observer = observer;
            process.Line?.Connect(observer);
            if (process.Phase == ProcessPhase.Ending)
            {
                process.News = NewsOwed.ExitWithLeftovers;
            }
            else if (process.Phase == ProcessPhase.Gone)
            {
                slot.Current = null;
            }

            loop.Post(() => TreeKeeper.TellExit(process));
            return process;
        }
    }

    /// <inheritdoc/>
    public IRunningProcess? Look(long serial)
    {
        if (slots.Find(serial) is not { } slot)
        {
            return null;
        }

        lock (slot.Gate)
        {
            return slot.Current is { Exit: null } process ? process : null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<Survivor> AdoptSurvivors() =>
        new Adoption(options, loop, slots, keeper, cgroups, records, outputs.Connect, descriptors, guard).Run(_endings);

    /// <inheritdoc/>
    public SlotMemory? Recall(long serial)
    {
        RuntimeRecord? record;
        if (slots.Find(serial) is { } slot)
        {
            lock (slot.Gate)
            {
                record = records.Read(serial);
            }
        }
        else
        {
            record = records.Read(serial);
        }

        return record is null ? null : new SlotMemory(record.Attempt, record.History, record.Conclusion)
        {
            StartedAt = record.StartedAt,
            Pending = record.Pending,
            Ending = record.Ending ?? _endings.GetValueOrDefault(serial),
        };
    }

    /// <inheritdoc/>
    public void Conclude(long serial, SlotMemory memory)
    {
        var slot = slots[serial];
        lock (slot.Gate)
        {
            RuntimeDirectory.Ensure(options.RuntimeDirectory);
            // What could not be written when it was launched is known here, and makes the file whole now.
            var last = slot.Current is { } process && process.Attempt == memory.Attempt ? process.Record : records.Read(serial)
                ?? new RuntimeRecord(records.BootId, serial, "", memory.Attempt, 0, 0, default, null, null, "", memory.History, null);
            records.Write(last with { Attempt = memory.Attempt, History = memory.History, Conclusion = memory.Conclusion, Pending = memory.Pending });
        }
    }

    /// <inheritdoc/>
    public void Forget(long serial)
    {
        if (slots.Find(serial) is { } slot)
        {
            lock (slot.Gate)
            {
                if (slot.Current is { Phase: not ProcessPhase.Gone } living)
                {
                    throw new InvalidOperationException($"Slot {serial} has a live process, pid {living.Pid}: stop it before it is forgotten.");
                }

                outputs.Disconnect(slot);
                slots.Remove(serial);
            }
        }

        records.Delete(serial);
        outputs.Forget(serial);
    }

    /// <inheritdoc/>
    public int ForgetUnlisted(Func<long, bool> isListed)
    {
        bool IsWanted(long serial) => serial >= Slots.FirstOfCommands || isListed(serial) || slots.Find(serial) is { Current.Phase: not ProcessPhase.Gone };
        var over = RuntimeDirectory.SerialsIn(options.RuntimeDirectory).Where(serial => !IsWanted(serial)).ToList();
        over.ForEach(Forget);
        descriptors.ForgetInheritedBut(IsWanted);
        return over.Count;
    }

    private LaunchedProcess Start(Slot slot, LaunchOrder order, Endowment endowment, IProcessObserver observer, string? group)
    {
        var mark = new Mark(order.Serial, order.Attempt);
        var outPath = slot.Out?.Path ?? Nowhere;
        var errorPath = slot.Error?.Path ?? Nowhere;
        var startedAt = options.Clock.GetUtcNow();
        var errno = SpawnCall.Start(order, mark.In(options.HomeDirectory), outPath, errorPath, endowment, out var pid);
        if (errno == LibC.ENOENT && !(Path.Exists(outPath) && Path.Exists(errorPath)))
        {
            // Somebody cleaned the runtime directory: the pipes are open here still, but have no names any more.
            outputs.Disconnect(slot);
            outputs.Connect(slot, OutputPaths.Of(order));
            errno = SpawnCall.Start(order, mark.In(options.HomeDirectory), outPath, errorPath, endowment, out pid);
        }

        if (errno != 0)
        {
            throw LaunchFailure.Explain(order, errno);
        }

        var pidfd = LibC.pidfd_open(pid);
        if (pidfd < 0)
        {
            var reason = LaunchFailure.Explain(order, LibC.Errno);
            Undo(pid);
            throw reason;
        }

        // The child cannot be reaped by anybody but us, so its stat file is there even when it has ended already.
        _ = ProcessStat.TryRead(pid, out var stat);
        var record = new RuntimeRecord(records.BootId, order.Serial, order.Instance.ToString(), order.Attempt, pid, stat.StartTicks, startedAt,
            order.OutFile, order.ErrorFile, order.PidFile, order.History, null, endowment.ChannelTrace, endowment.InputIdentity, order.Output, order.Address);
        var (line, input) = (endowment.TakeChannel(), endowment.TakeInput());
        KeptDescriptor Place(SlotPart part) => order.Serial < Slots.FirstOfCommands ? KeptDescriptor.Of(descriptors, order.Serial, part) : default;
        var process = new LaunchedProcess(slot, record, pidfd, observer, keeper)
        {
            Records = records,
            Line = line >= 0 ? new NodeChannel(line, order.Attempt, loop, Place(SlotPart.Channel)) : null,
            StandardInput = input >= 0 ? new InputPipe(input, Place(SlotPart.Input)) : null,
            Place = Place(SlotPart.Process),
        };
        try
        {
            if (order.Serial < Slots.FirstOfCommands)
            {
                // One packet for all that this launch has opened.
                descriptors.Keep((DescriptorKey.Of(order.Serial, SlotPart.Process), pidfd), (DescriptorKey.Of(order.Serial, SlotPart.Channel), line), (DescriptorKey.Of(order.Serial, SlotPart.Input), input));
                records.Write(record);
            }

            PidFile.Write(order.PidFile, pid);
        }
        catch (IOException e)
        {
            // A full disk is no reason to keep an app down. The record is written whole when the slot is next noted, as before an update; a daemon that comes after a death
            // before that finds none, ends the process by its mark and starts it anew.
            process.RecordProblem = e.Message;
        }

        if (group is null)
        {
            cgroups?.Place(mark, process.Placement);
        }
        else
        {
            // It joins by itself, before its program begins.
            process.Placement.Adopt(group);
        }

        return process;
    }

    /// <summary>
    /// The child that cannot be watched must not live. It is not reaped yet, so its pid is its own; the end of SIGKILL is awaited.
    /// </summary>
    private static unsafe void Undo(int pid)
    {
        var info = stackalloc int[32];
        _ = LibC.kill(pid, (int)Core.Instances.UnixSignal.SIGKILL);
        while (LibC.waitid(LibC.P_PID, (uint)pid, info, LibC.WEXITED) != 0 && LibC.Errno == LibC.EINTR)
        {
        }
    }

    /// <summary>Somebody may have removed it while the daemon lives.</summary>
    private void RestoreRuntimeDirectory()
    {
        try
        {
            RuntimeDirectory.Ensure(options.RuntimeDirectory);
        }
        catch (IOException e)
        {
            throw LaunchFailure.Of(e);
        }
    }

    /// <summary>Only for launches: a process that is adopted runs already, and what it cannot log is counted.</summary>
    private static void RefuseDirectory(string? file)
    {
        if (Directory.Exists(file))
        {
            throw new LaunchException($"The log file {file} is a directory; remove it, or give another file.");
        }
    }
}
