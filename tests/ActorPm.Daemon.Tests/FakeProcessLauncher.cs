using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing;
using ActorPm.Processes;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Tests;

/// <summary>Processes without an operating system: tests let them end, and see what was asked of them.</summary>
internal sealed class FakeProcessLauncher(TimeProvider clock) : IProcessLauncher
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, FakeProcess> _alive = [];
    private readonly List<FakeProcess> _launched = [];
    private readonly List<long> _forgotten = [];
    private int _pids = 1000;

    /// <summary>What the runtime records remember, and what was concluded since.</summary>
    public Dictionary<long, SlotMemory> Memories { get; } = [];

    /// <summary>Called with each conclusion.</summary>
    public Action<long> Concluded { get; set; } = _ => { };

    /// <summary>Called before each launch; throws what the launch shall throw.</summary>
    public Action<LaunchOrder> Launching { get; set; } = _ => { };

    /// <summary>Called with each new process before its launch is reported.</summary>
    public Action<FakeProcess> Started { get; set; } = _ => { };

    /// <summary>Called before each recall.</summary>
    public Action<long> Recalling { get; set; } = _ => { };

    /// <summary>Every process launched so far.</summary>
    public IReadOnlyList<FakeProcess> Launched
    {
        get
        {
            lock (_gate)
            {
                return [.. _launched];
            }
        }
    }

    /// <summary>The slots that were forgotten.</summary>
    public IReadOnlyList<long> Forgotten
    {
        get
        {
            lock (_gate)
            {
                return [.. _forgotten];
            }
        }
    }

    /// <summary>A process that an earlier daemon left alive.</summary>
    public FakeProcess Survive(long serial, int attempt, RestartHistory history)
    {
        lock (_gate)
        {
            Memories[serial] = new SlotMemory(attempt, history, null);
            return _alive[serial] = new FakeProcess(this, serial, attempt, ++_pids, clock.GetUtcNow(), history, null);
        }
    }

    public IRunningProcess Launch(LaunchOrder order, IProcessObserver observer)
    {
        Launching(order);
        FakeProcess process;
        lock (_gate)
        {
            if (_alive.ContainsKey(order.Serial))
            {
                throw new InvalidOperationException($"Slot {order.Serial} has a live process already.");
            }

            process = new FakeProcess(this, order.Serial, order.Attempt, ++_pids, clock.GetUtcNow(), order.History, order) { Observer = observer };
            _alive.Add(order.Serial, process);
            _launched.Add(process);
        }

        Started(process);
        return process;
    }

    public IRunningProcess? Find(long serial, IProcessObserver observer)
    {
        lock (_gate)
        {
            if (!_alive.TryGetValue(serial, out var process))
            {
                return null;
            }

            process.Observer = observer;
            return process;
        }
    }

    public IRunningProcess? Look(long serial)
    {
        lock (_gate)
        {
            return _alive.GetValueOrDefault(serial);
        }
    }

    public IReadOnlyList<Survivor> AdoptSurvivors() => [];

    public SlotMemory? Recall(long serial)
    {
        Recalling(serial);
        return Memories.GetValueOrDefault(serial);
    }

    public void Conclude(long serial, SlotMemory memory)
    {
        Memories[serial] = memory;
        Concluded(serial);
    }

    public void Forget(long serial)
    {
        lock (_gate)
        {
            if (_alive.ContainsKey(serial))
            {
                throw new InvalidOperationException($"Slot {serial} is forgotten although it lives.");
            }

            _forgotten.Add(serial);
        }
    }

    public int ForgetUnlisted(Func<long, bool> isListed)
    {
        lock (_gate)
        {
            var over = Memories.Keys.Where(serial => !isListed(serial) && !_alive.ContainsKey(serial)).ToList();
            _forgotten.AddRange(over);
            return over.Count;
        }
    }

    internal void Bury(long serial)
    {
        lock (_gate)
        {
            _alive.Remove(serial);
        }
    }
}

/// <summary>A process that ends when a test says so.</summary>
internal sealed class FakeProcess(
    FakeProcessLauncher launcher, long serial, int attempt, int pid, DateTimeOffset startedAt, RestartHistory history, LaunchOrder? order) : IRunningProcess
{
    private readonly Lock _gate = new();
    private readonly List<string> _heard = [];
    private Action _arrived = () => { };

    public long Serial => serial;

    public int Attempt => attempt;

    public int Pid => pid;

    public long StartTicks => 0;

    public DateTimeOffset StartedAt => startedAt;

    public RestartHistory History => history;

    public string? RecordProblem => null;

    public ListenAddress? Address => order?.Address;

    public ChannelState Channel { get; set; } = order?.Channel is ChannelUse.Node ? ChannelState.Open : ChannelState.None;

    public string? ChannelProblem => null;

    public long DroppedMessages => 0;

    public InputUse Input { get; set; } = order?.Input ?? InputUse.Null;

    /// <summary>How it was launched; null when an earlier daemon did that.</summary>
    public LaunchOrder? Order => order;

    /// <summary>Who hears of its end.</summary>
    public IProcessObserver? Observer { get; set; }

    /// <summary>Called on each signal to the tree; throws what the signal shall throw.</summary>
    public Action<UnixSignal> Signalling { get; set; } = _ => { };

    /// <summary>What was asked of it, in order.</summary>
    public IReadOnlyList<string> Heard
    {
        get
        {
            lock (_gate)
            {
                return [.. _heard];
            }
        }
    }

    public void SignalTree(UnixSignal signal)
    {
        Hear($"{signal} to the tree");
        Signalling(signal);
    }

    public void SignalMainProcess(UnixSignal signal) => Hear($"{signal} to the main process");

    public bool Send(ReadOnlySpan<byte> json)
    {
        Hear($"message {System.Text.Encoding.UTF8.GetString(json)}");
        return Channel is ChannelState.Open;
    }

    public bool SendWithHandle(ReadOnlySpan<byte> json, SocketHandle handle, HandleKind kind)
    {
        Hear($"handle {System.Text.Encoding.UTF8.GetString(json)}");
        return Channel is ChannelState.Open;
    }

    public string? Memo { get; private set; }

    public bool HasEnded { get; private set; }

    public bool Remember(string memo)
    {
        Memo = memo;
        return true;
    }

    public int WriteInput(ReadOnlySpan<byte> bytes)
    {
        Hear($"input {System.Text.Encoding.UTF8.GetString(bytes)}");
        return Input is InputUse.Pipe ? bytes.Length : 0;
    }

    /// <summary>What it has said on the notify socket.</summary>
    public NotifyText Notices { get; private set; } = NotifyText.Nothing;

    /// <summary>It says something on the notify socket.</summary>
    public void Say(NotifyText text)
    {
        Notices = Notices.Then(text);
        _arrived();
    }

    public void HearNotices(Action arrived)
    {
        _arrived = arrived;
        if (Notices != NotifyText.Nothing)
        {
            arrived();
        }
    }

    public NotifyText TakeNotices()
    {
        var taken = Notices;
        Notices = NotifyText.Nothing;
        return taken;
    }

    public void KillTree() => Hear("kill the tree");

    public void Release() => Hear("release");

    /// <summary>The main process ends; with leftovers the slot stays taken until <see cref="LoseTree"/>.</summary>
    public void Exit(ExitStatus status, Leftovers leftovers = Leftovers.None)
    {
        HasEnded = true;
        if (leftovers is Leftovers.None)
        {
            launcher.Bury(serial);
        }

        Observer!.Exited(attempt, status, leftovers);
    }

    /// <summary>The main process ends with an exit code.</summary>
    public void Exit(int code, Leftovers leftovers = Leftovers.None) => Exit(new ExitStatus.Code(code), leftovers);

    /// <summary>The last descendant is gone.</summary>
    public void LoseTree()
    {
        launcher.Bury(serial);
        Observer!.TreeGone(attempt);
    }

    private void Hear(string what)
    {
        lock (_gate)
        {
            _heard.Add(what);
        }
    }
}
