using ActorPm.Core.Instances;
using ActorPm.Processes.Events;
using ActorPm.Processes.Guard;
using ActorPm.Processes.Launching;
using ActorPm.Processes.Limits;
using ActorPm.Processes.Native;
using ActorPm.Processes.Records;

namespace ActorPm.Processes.Trees;

/// <summary>
/// Knows when trees end and makes them end. The daemon is the subreaper of its apps, so whatever is cut off from its
/// parent becomes a child of the daemon: there, in the list of its children, orphans are found, told apart and watched.
/// </summary>
/// <remarks>
/// A tree is gone when its main process and all its watched members are, and no further orphan of it is found afterwards: an orphan
/// cannot come from nowhere, its last ancestor in the tree has just ended. All but <see cref="Signal"/> works on the event thread.
/// </remarks>
internal sealed class TreeKeeper(EventLoop loop, Slots slots, Cgroups? cgroups, TimeProvider clock, GuardLink? guard)
{
    /// <summary>A fork bomb that is not stopped by then is killed half running, and again on each death after that.</summary>
    private const int StopRounds = 50;

    private readonly TreeWalk _walk = new(slots);
    private readonly Dictionary<int, TreeMember> _members = [];
    private readonly List<int> _children = [];
    private readonly int _ownSession = ProcessStat.TryRead(Environment.ProcessId, out var self) ? self.Session : -1;
    private int _lookRequested;

    /// <summary>Sends a signal to a tree, children first. Any thread.</summary>
    public void Signal(LaunchedProcess process, UnixSignal signal)
    {
        var members = _walk.Members(process);
        if (members.Count > 0)
        {
            Keep(process, members);
        }

        for (var i = members.Count - 1; i >= 0; i--)
        {
            PidFd.Signal(members[i].Descriptor, signal);
            _ = LibC.close(members[i].Descriptor);
        }

        process.SignalMainProcess(signal);
    }

    /// <summary>Kills a tree until nothing is left of it. Any thread.</summary>
    public void Kill(LaunchedProcess process)
    {
        lock (process.Slot.Gate)
        {
            if (process.Phase == ProcessPhase.Gone || process.Wish == TreeWish.Released)
            {
                return;
            }

            process.Wish = TreeWish.Killed;
        }

        loop.Post(() => KillRound(process));
    }

    /// <summary>Leaves descendants alone from now on. Any thread.</summary>
    public void Release(LaunchedProcess process)
    {
        lock (process.Slot.Gate)
        {
            process.Wish = TreeWish.Released;
            if (process.Phase == ProcessPhase.Ending)
            {
                SetGone(process);
            }
        }

        loop.Post(() => Disown(process));
    }

    /// <summary>A foreign process under whose care orphans of adopted trees fall, since the daemon is not an ancestor of theirs.</summary>
    public void AddReaper(int pid) => _walk.AddReaper(pid);

    /// <summary>Watches a process that was found to belong to an adopted tree.</summary>
    public void Adopt(ProcessStat stat, LaunchedProcess owner) => loop.Post(() =>
    {
        var descriptor = PidFd.OpenVerified(stat.Pid, stat.StartTicks);
        if (descriptor >= 0)
        {
            Watch(stat, descriptor, owner);
        }
    });

    /// <summary>Some child ended, maybe one that nobody watches yet. Any thread.</summary>
    public void RequestLook()
    {
        if (Interlocked.Exchange(ref _lookRequested, 1) == 0)
        {
            loop.Post(() =>
            {
                Volatile.Write(ref _lookRequested, 0);
                Look();
            });
        }
    }

    /// <summary>Step by step what follows the end of a main process.</summary>
    public void MainProcessEnded(LaunchedProcess process)
    {
        // 1. How it ended. It stays a zombie for now, so that its pid and its session's number belong to nobody else.
        loop.Remove(process);
        var status = PidFd.StatusOf(process.Descriptor, process.Pid, process.Record.StartTicks);
        if (status is ExitStatus.Unknown)
        {
            status = guard?.EndOf(process.Pid, process.Record.StartTicks) ?? status;
        }

        // 2. All that it had written and said.
        process.Slot.DrainOutput();
        process.Line?.Finish();
        process.StandardInput?.Dispose();

        // 3. Its orphans: the kernel has handed them over before it told of the end. And what descends from these, while that can be seen.
        WatchKept(process);
        ForgetEnded(process);
        Look();
        if (process.Leftovers.Count > 0)
        {
            WatchDescendants(process);
        }

        // 4. Its traces, before the slot is free for a successor that leaves its own.
        PidFile.Remove(process.Record.PidFile, process.Pid);

        int descriptor;
        TreeWish wish;
        lock (process.Slot.Gate)
        {
            wish = process.Wish;
            status = wish == TreeWish.Killed ? status : CgroupLimits.Explain(status, process.Placement.Group);
            process.NoteEnding(new SlotEnding(status, clock.GetUtcNow()));
            process.Exit = status;
            descriptor = process.TakeDescriptor();
            process.News = process.Leftovers.Count > 0 && wish != TreeWish.Released ? NewsOwed.ExitWithLeftovers : NewsOwed.Exit;
            if (process.News == NewsOwed.ExitWithLeftovers)
            {
                process.Phase = ProcessPhase.Ending;
            }
            else
            {
                SetGone(process);
            }
        }

        process.Placement.Reap(descriptor);

        // 5. The news.
        TellExit(process);
        if (process.Phase == ProcessPhase.Ending && wish == TreeWish.Killed)
        {
            KillRound(process);
        }
    }

    /// <summary>A watched member ended.</summary>
    public void MemberEnded(TreeMember member)
    {
        loop.Remove(member);
        if (member.Owner is not { } owner)
        {
            PidFd.Reap(member.Descriptor);
            _members.Remove(member.Pid);
        }
        else
        {
            // Before it is reaped and forgotten: its orphans may be in its tree only by the session that it holds.
            var before = owner.Leftovers.Count;
            Look();
            var found = owner.Leftovers.Count - before;
            PidFd.Reap(member.Descriptor);
            _members.Remove(member.Pid);
            lock (owner.Slot.Gate)
            {
                owner.Leftovers.Remove(member.Pid);
            }

            Settle(owner);

            // What was found just now escaped the last round.
            if (found > 0 && owner.Wish == TreeWish.Killed)
            {
                KillRound(owner);
            }
        }

        member.Close();
    }

    /// <summary>Tells the observer of the end if it has not heard of it, unless there is nobody to tell yet.</summary>
    public static void TellExit(LaunchedProcess process)
    {
        IProcessObserver? observer;
        NewsOwed news;
        ExitStatus? status;
        lock (process.Slot.Gate)
        {
            observer = process.Observer;
            news = process.News;
            status = process.Exit;
            if (observer is null || status is null || news == NewsOwed.None)
            {
                return;
            }

            process.News = NewsOwed.None;
        }

        observer.Exited(process.Attempt, status, news == NewsOwed.Exit ? Leftovers.None : Leftovers.Some);
    }

    /// <summary>Closes the descriptors of all that is watched; to be called when the event thread has ended.</summary>
    public void Close()
    {
        foreach (var member in _members.Values)
        {
            member.Close();
        }

        _members.Clear();
    }

    /// <summary>
    /// Looks through the orphans: reaps those that ended, watches the others. Costs microseconds when there is nothing new.
    /// </summary>
    private void Look()
    {
        foreach (var reaper in _walk.Reapers)
        {
            _children.Clear();
            ProcessList.AddOrphansOf(reaper, _children);
            if (_children.Count == 0)
            {
                continue;
            }

            // Asked after the list was read: what is on it and not among the roots now is no process that was just launched.
            var launching = slots.IsLaunching;
            foreach (var pid in _children)
            {
                if (!slots.Roots.TryGetValue(pid, out var root) || root.Exit is not null)
                {
                    LookAt(pid, reaper, launching);
                }
            }
        }
    }

    private void LookAt(int pid, int reaper, bool launching)
    {
        var ours = reaper == Environment.ProcessId;
        if (_members.TryGetValue(pid, out var known))
        {
            if (known.Owner is not null || PidFd.Exists(known.Descriptor))
            {
                return;
            }
        }

        var descriptor = PidFd.Open(pid);
        if (descriptor < 0)
        {
            return;
        }

        // Every launched process leads a session of its own, and nobody joins a session from outside: a child in the daemon's session
        // was started by other code of this process, which reaps it itself.
        if (ProcessStat.TryRead(pid, out var stat) && stat.Parent == reaper && !(ours && stat.Session == _ownSession))
        {
            if (!stat.IsAlive)
            {
                if (ours && !launching)
                {
                    PidFd.Reap(descriptor);
                }
            }
            else
            {
                var owner = slots.OwnerOf(stat) ?? (ours ? OwnerOfSession(stat.Session) : null);
                if (owner is not null || (ours && !launching))
                {
                    Watch(stat, descriptor, owner);
                    return;
                }
            }
        }

        _ = LibC.close(descriptor);
        if (launching && ours)
        {
            // By then it is known as what was launched, or to be an orphan.
            slots.WhenLaunched(RequestLook);
        }
    }

    /// <summary>
    /// In whose tree a session was made: a member that holds it was in it or above it when it was made. Only for orphans that fell to this
    /// process, which descend from one of the slots.
    /// </summary>
    private LaunchedProcess? OwnerOfSession(int session)
    {
        foreach (var member in _members.Values)
        {
            if (member.Session == session && member.Owner is { } owner)
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>
    /// Notes who belongs to a tree before a signal may end the ancestors by whom this is known. The note is there at once, since the event
    /// thread may serve the end of the main process before it serves what is posted here. Any thread.
    /// </summary>
    private void Keep(LaunchedProcess process, List<FoundMember> members)
    {
        lock (process.Slot.Gate)
        {
            if (process.Phase == ProcessPhase.Gone || process.Wish == TreeWish.Released)
            {
                return;
            }

            foreach (var member in members)
            {
                if (!process.Leftovers.TryGetValue(member.Stat.Pid, out var watched) || watched.StartTicks != member.Stat.StartTicks)
                {
                    process.Kept.Add((member.Stat.Pid, member.Stat.StartTicks));
                }
            }
        }

        loop.Post(() => WatchKept(process));
    }

    /// <summary>Watches the members that were noted and still live.</summary>
    private void WatchKept(LaunchedProcess process)
    {
        (int Pid, long StartTicks)[] kept;
        lock (process.Slot.Gate)
        {
            kept = [.. process.Kept];
        }

        foreach (var (pid, startTicks) in kept)
        {
            var descriptor = PidFd.Open(pid);
            if (descriptor >= 0 && ProcessStat.TryRead(pid, out var stat) && stat.StartTicks == startTicks && stat.IsAlive)
            {
                Watch(stat, descriptor, process);
            }
            else if (descriptor >= 0)
            {
                _ = LibC.close(descriptor);
            }

            // Not before it is watched: a walk on another thread looks at the one or the other.
            lock (process.Slot.Gate)
            {
                process.Kept.Remove((pid, startTicks));
            }
        }
    }

    private void WatchDescendants(LaunchedProcess process)
    {
        foreach (var found in _walk.Members(process))
        {
            Watch(found.Stat, found.Descriptor, process);
        }
    }

    /// <summary>What ended together with the main process is nothing that it left behind, though its own event is still to come.</summary>
    private void ForgetEnded(LaunchedProcess process)
    {
        // Only this thread changes them while the main process is not dealt with, so they may be read without the lock.
        foreach (var member in process.Leftovers.Values.Where(member => PidFd.HasEnded(member.Descriptor)).ToList())
        {
            MemberEnded(member);
        }
    }

    private void Watch(ProcessStat stat, int descriptor, LaunchedProcess? owner)
    {
        if (_members.TryGetValue(stat.Pid, out var known))
        {
            if (known.StartTicks == stat.StartTicks)
            {
                _ = LibC.close(descriptor);
                if (known.Owner is null && owner is not null)
                {
                    Own(known, owner);
                }

                return;
            }

            MemberEnded(known);
        }

        var member = new TreeMember(stat, descriptor, owner, this);
        _members.Add(stat.Pid, member);
        if (owner is not null)
        {
            Own(member, owner);
        }

        loop.Add(member);
    }

    private static void Own(TreeMember member, LaunchedProcess owner)
    {
        lock (owner.Slot.Gate)
        {
            if (owner.Phase == ProcessPhase.Gone)
            {
                member.Owner = null;
                return;
            }

            member.Owner = owner;
            owner.Leftovers[member.Pid] = member;
        }
    }

    /// <summary>Whether the tree of an ended main process is gone by now.</summary>
    private void Settle(LaunchedProcess process)
    {
        IProcessObserver? observer;
        lock (process.Slot.Gate)
        {
            if (process.Phase != ProcessPhase.Ending || process.Leftovers.Count > 0)
            {
                return;
            }

            SetGone(process);
            observer = process.Observer;
            if (observer is null)
            {
                process.News = NewsOwed.Exit;
            }
        }

        TellExit(process);
        observer?.TreeGone(process.Attempt);
    }

    private void KillRound(LaunchedProcess process)
    {
        if (process.Placement.Group is { } group)
        {
            Cgroups.Kill(group);
        }

        // A lone process is killed at once; what it forked in this instant is found when it ends.
        var members = _walk.Members(process);
        if (members.Count > 0)
        {
            StopAll(process, members);
        }

        for (var i = members.Count - 1; i >= 0; i--)
        {
            PidFd.Signal(members[i].Descriptor, UnixSignal.SIGKILL);
            Watch(members[i].Stat, members[i].Descriptor, process);
        }

        process.SignalMainProcess(UnixSignal.SIGKILL);

        // After a round that found nothing there is no death to wait for.
        Settle(process);
    }

    /// <summary>Stops a tree before it is killed: what is stopped cannot fork, so the search comes to an end.</summary>
    private void StopAll(LaunchedProcess process, List<FoundMember> members)
    {
        process.SignalMainProcess(UnixSignal.SIGSTOP);
        var stopped = 0;
        for (var round = 0; round < StopRounds && stopped < members.Count; round++)
        {
            for (; stopped < members.Count; stopped++)
            {
                PidFd.Signal(members[stopped].Descriptor, UnixSignal.SIGSTOP);
            }

            _walk.AddNewMembers(process, members);
        }
    }

    private static void Disown(LaunchedProcess process)
    {
        lock (process.Slot.Gate)
        {
            foreach (var member in process.Leftovers.Values)
            {
                member.Owner = null;
            }

            process.Leftovers.Clear();
            process.Kept.Clear();
        }
    }

    /// <summary>Frees the slot. Under the slot's lock.</summary>
    private void SetGone(LaunchedProcess process)
    {
        process.Phase = ProcessPhase.Gone;
        process.Kept.Clear();
        slots.Roots.TryRemove(KeyValuePair.Create(process.Pid, process));

        // Nobody was there to hear of it: the next one who asks for the slot does.
        if (process.Slot.Current == process && process.Observer is not null)
        {
            process.Slot.Current = null;
        }

        // Asked for after the placing was, and so done after it.
        cgroups?.Remove(process.Mark);
    }
}
