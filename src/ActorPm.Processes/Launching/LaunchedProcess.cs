using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing;
using ActorPm.Processes.Channels;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Events;
using ActorPm.Processes.Inputs;
using ActorPm.Processes.Native;
using ActorPm.Processes.Notices;
using ActorPm.Processes.Records;
using ActorPm.Processes.Sockets;
using ActorPm.Processes.Trees;

namespace ActorPm.Processes.Launching;

/// <summary>
/// A process and what became of it.
/// </summary>
/// <remarks>
/// <code>
/// Running ── main process ends ──┬─ no descendant left ───────────────► Gone
///                                └─ Ending ── the last one ended, ────► Gone
///                                             or they were released
/// </code>
/// Only the event thread moves it on (but for a release); everybody reads it under the slot's lock.
/// When the end is at hand while nobody listens (an adopted process), the news waits for the next observer.
/// </remarks>
internal sealed class LaunchedProcess : EventSource, IRunningProcess
{
    private readonly TreeKeeper _keeper;
    private readonly Dictionary<int, TreeMember> _leftovers = [];
    private readonly HashSet<(int Pid, long StartTicks)> _kept = [];

    public LaunchedProcess(Slot slot, RuntimeRecord record, int pidfd, IProcessObserver? observer, TreeKeeper keeper)
    {
        Slot = slot;
        Record = record;
        Descriptor = pidfd;
        Observer = observer;
        Placement = new PlacedProcess(record.Pid);
        _keeper = keeper;
    }

    /// <inheritdoc/>
    public override Urgency Urgency => Urgency.First;

    /// <summary>The slot that it belongs to.</summary>
    public Slot Slot { get; }

    /// <summary>Its runtime record. Changed under the slot's lock.</summary>
    public RuntimeRecord Record { get; private set; }

    /// <summary>Its mark.</summary>
    public Mark Mark => new(Record.Serial, Record.Attempt);

    /// <summary>Its cgroup, if any.</summary>
    public PlacedProcess Placement { get; }

    /// <summary>Who hears of its end; null when nobody has asked for it yet. Under the slot's lock.</summary>
    public IProcessObserver? Observer { get; set; }

    /// <summary>How far it is. Under the slot's lock.</summary>
    public ProcessPhase Phase { get; set; } = ProcessPhase.Running;

    /// <summary>How the main process ended; null while it runs. Under the slot's lock.</summary>
    public ExitStatus? Exit { get; set; }

    /// <summary>What the observer has to be told still. Under the slot's lock.</summary>
    public NewsOwed News { get; set; }

    /// <summary>What is wished for the tree. Under the slot's lock.</summary>
    public TreeWish Wish { get; set; }

    /// <summary>The members of the tree that are watched beside the main process, by pid. Under the slot's lock.</summary>
    public Dictionary<int, TreeMember> Leftovers => _leftovers;

    /// <summary>The members that a walk found and that are not watched yet. Under the slot's lock.</summary>
    public HashSet<(int Pid, long StartTicks)> Kept => _kept;

    /// <summary>Where its record is kept.</summary>
    public RuntimeRecords? Records { get; init; }

    /// <summary>Its channel; null when it has none, or none any more.</summary>
    public NodeChannel? Line { get; init; }

    /// <summary>Its input; null when it has none, or none any more.</summary>
    public InputPipe? StandardInput { get; init; }

    /// <summary>The place of its pidfd among the descriptors that outlive the daemon.</summary>
    public KeptDescriptor Place { get; init; }

    /// <summary>What it said on the notify socket.</summary>
    public NoticeBox Notices { get; } = new();

    /// <inheritdoc/>
    public string? ChannelProblem { get; init; }

    /// <inheritdoc/>
    public ListenAddress? Address => Record.Address;

    /// <inheritdoc/>
    public ChannelState Channel => Line?.State ?? (ChannelProblem is null ? ChannelState.None : ChannelState.Lost);

    /// <inheritdoc/>
    public long DroppedMessages => Line?.Dropped ?? 0;

    /// <inheritdoc/>
    public InputUse Input => StandardInput is null ? InputUse.Null : InputUse.Pipe;

    /// <inheritdoc/>
    public long Serial => Record.Serial;

    /// <inheritdoc/>
    public int Attempt => Record.Attempt;

    /// <inheritdoc/>
    public int Pid => Record.Pid;

    /// <inheritdoc/>
    public long StartTicks => Record.StartTicks;

    /// <inheritdoc/>
    public DateTimeOffset StartedAt => Record.StartedAt;

    /// <inheritdoc/>
    public RestartHistory History => Record.History;

    /// <inheritdoc/>
    public string? RecordProblem { get; set; }

    /// <summary>
    /// Whether a session with the main process's pid as its number must be this tree's: while the main process is not reaped, or a
    /// member holds the session. Afterwards the number may belong to anybody.
    /// </summary>
    public bool HoldsSession
    {
        get
        {
            lock (Slot.Gate)
            {
                return Exit is null || _leftovers.Values.Any(member => member.Session == Pid);
            }
        }
    }

    /// <inheritdoc/>
    public void SignalTree(UnixSignal signal) => _keeper.Signal(this, signal);

    /// <inheritdoc/>
    public void SignalMainProcess(UnixSignal signal)
    {
        lock (Slot.Gate)
        {
            if (Descriptor >= 0)
            {
                PidFd.Signal(Descriptor, signal);
            }
        }
    }

    /// <inheritdoc/>
    public bool Send(ReadOnlySpan<byte> json) => Line?.Send(json) ?? false;

    /// <inheritdoc/>
    public bool SendWithHandle(ReadOnlySpan<byte> json, SocketHandle handle, HandleKind kind) => Line?.SendWithHandle(json, handle, kind) ?? false;

    /// <inheritdoc/>
    public string? Memo => Record.Memo;

    /// <inheritdoc/>
    public bool HasEnded
    {
        get
        {
            lock (Slot.Gate)
            {
                return Exit is not null;
            }
        }
    }

    /// <inheritdoc/>
    public bool Remember(string memo)
    {
        lock (Slot.Gate)
        {
            Record = Record with { Memo = memo };
            if (Slot.Current != this || Exit is not null)
            {
                return false;
            }

            try
            {
                Records?.Write(Record);
                return true;
            }
            catch (IOException)
            {
                // A full disk: what is forgotten costs a later daemon a polite goodbye, and the app nothing.
                return false;
            }
        }
    }

    /// <summary>Notes how the main process ended, for a daemon that comes before anybody here has drawn a conclusion from it. Under the slot's lock.</summary>
    public void NoteEnding(SlotEnding ending)
    {
        Record = Record with { Ending = ending };
        if (Slot.Current != this || Serial >= Slots.FirstOfCommands)
        {
            return;
        }

        try
        {
            Records?.Write(Record);
        }
        catch (IOException)
        {
            // A full disk: a later daemon finds the process gone and its end unknown.
        }
    }

    /// <inheritdoc/>
    public int WriteInput(ReadOnlySpan<byte> bytes) => StandardInput?.Write(bytes) ?? 0;

    /// <inheritdoc/>
    public void HearNotices(Action arrived) => Notices.Hear(arrived);

    /// <inheritdoc/>
    public NotifyText TakeNotices() => Notices.Take();

    /// <inheritdoc/>
    public void KillTree() => _keeper.Kill(this);

    /// <inheritdoc/>
    public void Release() => _keeper.Release(this);

    /// <inheritdoc/>
    public override void Ready() => _keeper.MainProcessEnded(this);

    /// <summary>Hands the descriptor over to be closed. Under the slot's lock.</summary>
    public int TakeDescriptor()
    {
        var descriptor = Descriptor;
        Place.Drop(descriptor);
        Descriptor = -1;
        return descriptor;
    }
}

/// <summary>How far a process is.</summary>
internal enum ProcessPhase
{
    /// <summary>The main process lives.</summary>
    Running,

    /// <summary>The main process ended; descendants live.</summary>
    Ending,

    /// <summary>Nothing lives that is this slot's business.</summary>
    Gone,
}

/// <summary>What the observer has to be told still.</summary>
internal enum NewsOwed
{
    /// <summary>Nothing at the moment.</summary>
    None,

    /// <summary>The end of the main process, with descendants left; also to an observer that came after it.</summary>
    ExitWithLeftovers,

    /// <summary>The end of the main process, and of the tree.</summary>
    Exit,
}

/// <summary>What is wished for the tree.</summary>
internal enum TreeWish
{
    /// <summary>To live.</summary>
    Live,

    /// <summary>To be killed, whatever it forks.</summary>
    Killed,

    /// <summary>To be left alone once the main process has ended.</summary>
    Released,
}
