using System.Collections.Concurrent;
using ActorPm.Core.Guard;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Events;

namespace ActorPm.Processes.Guard;

/// <summary>
/// The daemon's side of the guard's protocol (<see cref="GuardMessage"/>).
/// </summary>
/// <remarks>
/// <code>
/// Connected ── the guard is gone ──► Alone ── one listens: told all anew ──► Connected
///                                      └── nobody else starts one: starts it
/// </code>
/// A guard that is reaped apps' exits says so before it reaps them. So when a process is found reaped by somebody else, the word on it is in the
/// socket already: <see cref="EndOf"/> reads it there and then.
/// </remarks>
internal sealed class GuardLink : EventSource, IGuardLink, IDescriptorKeeper, IDisposable
{
    private static readonly TimeSpan RecallLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TryAgain = TimeSpan.FromMilliseconds(100);

    // Longer each time: on a machine where a guard takes minutes to come up, one every two seconds would see to it that none ever does.
    private static readonly TimeSpan StartAgain = TimeSpan.FromSeconds(2), StartAgainAtMost = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly GuardOptions _options;
    private readonly DescriptorStore _store;
    private readonly ExitNotes _exits = new();
    private readonly ConcurrentQueue<FencedProcess> _fenced = new();
    private EventLoop? _loop;
    private PacketSocket? _socket;
    private Action? _lost;
    private volatile bool _isReady;
    private volatile int _fencingGuard;
    private int _fencingGuards;

    private GuardLink(GuardOptions options, DescriptorStore store)
    {
        _options = options;
        _store = store;
    }

    /// <inheritdoc/>
    public override Urgency Urgency => Urgency.First;

    /// <inheritdoc/>
    public bool IsConnected
    {
        get
        {
            lock (_gate)
            {
                return _socket is not null;
            }
        }
    }

    /// <summary>Connects and takes over what the guard keeps for this daemon. A guard that does not answer is waited for later.</summary>
    public static GuardLink Open(GuardOptions options, DescriptorStore store)
    {
        var link = new GuardLink(options, store);
        if (PacketSocket.Connect(options.SocketPath) is { } socket)
        {
            link._socket = socket;
            link.Greet();
            socket.Send(new GuardMessage.Recall(), []);
            link.Recall(socket);
        }

        return link;
    }

    /// <summary>Begins to listen, and to look for another guard when this one is gone. Once.</summary>
    /// <param name="loop">The event thread.</param>
    /// <param name="lost">Called on it when the guard is gone: its children have another parent now.</param>
    public void Begin(EventLoop loop, Action lost)
    {
        _loop = loop;
        _lost = lost;
        _store.Tell(this, KeeperMemory.Inherited);
        Listen();
    }

    /// <summary>How a process ended that somebody else has reaped; null when the guard has not said so.</summary>
    public Core.Instances.ExitStatus? EndOf(int pid, long startTicks)
    {
        if (_exits.Find(pid, startTicks) is { } known)
        {
            return known;
        }

        ReceiveAll();
        return _exits.Find(pid, startTicks);
    }

    /// <inheritdoc/>
    public void SayReady()
    {
        _isReady = true;
        Say(new GuardMessage.Ready());
    }

    /// <inheritdoc/>
    public void SayAlive() => Say(new GuardMessage.Alive());

    /// <inheritdoc/>
    public void SayUpgrading(string program, TimeSpan within) => Say(new GuardMessage.Upgrading(within, program));

    /// <inheritdoc/>
    public int FencingGuard => _fencingGuard;

    /// <inheritdoc/>
    public bool SayFence(TimeSpan deadline, IReadOnlyList<FencedProcess> processes) => SayOf(processes, some => new GuardMessage.Fence(deadline, [.. some]));

    /// <inheritdoc/>
    public bool SayUnfence(IReadOnlyList<FencedProcess> processes) => SayOf(processes, some => new GuardMessage.Unfence([.. some]));

    /// <inheritdoc/>
    public IReadOnlyList<FencedProcess> TakeFenced()
    {
        if (_fenced.IsEmpty)
        {
            return [];
        }

        var taken = new List<FencedProcess>();
        while (_fenced.TryDequeue(out var process))
        {
            taken.Add(process);
        }

        return taken;
    }

    /// <inheritdoc/>
    public void SayLeaving()
    {
        // A guard that goes now is not missed.
        _end.Cancel();
        Say(new GuardMessage.Leaving());
    }

    /// <inheritdoc/>
    public bool Keep(IReadOnlyList<(DescriptorKey Key, int Descriptor)> descriptors)
    {
        lock (_gate)
        {
            return _socket?.Send(
                new GuardMessage.Keep([.. descriptors.Select(pair => pair.Key)]), [.. descriptors.Select(pair => pair.Descriptor)]) is true || Postpone();
        }
    }

    /// <inheritdoc/>
    public bool Drop(IReadOnlyList<DescriptorKey> keys)
    {
        lock (_gate)
        {
            return _socket?.Send(new GuardMessage.Drop([.. keys]), []) is true || Postpone();
        }
    }

    /// <inheritdoc/>
    public override void Ready()
    {
        if (ReceiveAll() is PacketSocket.Reception.End)
        {
            Lose();
            return;
        }

        _loop!.Listen(this);
        _store.TellOn();
    }

    /// <summary>To be called when the event thread has ended.</summary>
    public void Dispose()
    {
        _end.Cancel();
        lock (_gate)
        {
            _socket?.Dispose();
            _socket = null;
        }

        _end.Dispose();
    }

    private void Greet() => Say(new GuardMessage.Hello(Environment.ProcessId, _options.DaemonProgram));

    private void Say(GuardMessage message)
    {
        lock (_gate)
        {
            _socket?.Send(message, []);
        }
    }

    // An older guard hangs up on what it does not know.
    private bool SayOf(IReadOnlyList<FencedProcess> processes, Func<FencedProcess[], GuardMessage> message)
    {
        lock (_gate)
        {
            return _fencingGuard != 0 && _socket is { } socket && processes.Chunk(GuardMessage.MostProcesses).All(some => socket.Send(message(some), []));
        }
    }

    // The guard is held up: the rest is told when there is room, or to the next one.
    private bool Postpone()
    {
        if (_socket is not null && _loop is { } loop)
        {
            loop.Post(() =>
            {
                if (Descriptor >= 0)
                {
                    loop.Expect(this, Readiness.Readable | Readiness.Writable);
                }
            });
        }

        return false;
    }

    private void Recall(PacketSocket socket)
    {
        var since = Environment.TickCount64;
        while (Environment.TickCount64 - since < RecallLimit.TotalMilliseconds)
        {
            // A guard on a busy machine may need a while.
            if (!socket.Await(TimeSpan.FromMilliseconds(200)))
            {
                continue;
            }

            switch (socket.Receive(out var message, out var descriptors))
            {
                case PacketSocket.Reception.End:
                    socket.Dispose();
                    _socket = null;
                    _fencingGuard = 0;
                    return;
                case PacketSocket.Reception.Packet when message is GuardMessage.Recalled:
                    return;
                case PacketSocket.Reception.Packet:
                    Take(message, descriptors);
                    break;
                case PacketSocket.Reception.Nothing:
                    break;
            }
        }
    }

    private PacketSocket.Reception ReceiveAll()
    {
        while (true)
        {
            PacketSocket.Reception reception;
            GuardMessage? message;
            int[] descriptors;
            lock (_gate)
            {
                if (_socket is null)
                {
                    return PacketSocket.Reception.Nothing;
                }

                reception = _socket.Receive(out message, out descriptors);
            }

            if (reception is not PacketSocket.Reception.Packet)
            {
                return reception;
            }

            Take(message, descriptors);
        }
    }

    private void Take(GuardMessage? message, int[] descriptors)
    {
        switch (message)
        {
            case GuardMessage.Kept kept when kept.Keys.Length == descriptors.Length:
                _store.Inherit(kept.Keys.Zip(descriptors));
                break;
            case GuardMessage.Exited exited:
                _exits.Add(exited);
                PacketSocket.CloseAll(descriptors);
                break;
            case GuardMessage.Fencing:
                PacketSocket.CloseAll(descriptors);
                _fencingGuard = Interlocked.Increment(ref _fencingGuards);
                break;
            case GuardMessage.Fenced fenced:
                PacketSocket.CloseAll(descriptors);
                foreach (var process in fenced.Processes)
                {
                    _fenced.Enqueue(process);
                }

                break;
            default:
                // What a later guard may say, this daemon need not understand.
                PacketSocket.CloseAll(descriptors);
                break;
        }
    }

    private void Listen()
    {
        PacketSocket? socket;
        lock (_gate)
        {
            socket = _socket;
            Descriptor = socket?.Descriptor ?? -1;
        }

        if (socket is null)
        {
            _ = SeekAsync(_end.Token);
            return;
        }

        // Writable at once: what could not be told before is told then.
        _loop!.Add(this, Readiness.Readable | Readiness.Writable);
    }

    // On the event thread.
    private void Lose()
    {
        _loop!.Remove(this);
        _store.Tell(null, KeeperMemory.Nothing);
        lock (_gate)
        {
            _socket?.Dispose();
            _socket = null;
            _fencingGuard = 0;
            Descriptor = -1;
        }

        _lost?.Invoke();
        _ = SeekAsync(_end.Token);
    }

    private async Task SeekAsync(CancellationToken cancellation)
    {
        var since = Environment.TickCount64;
        var started = long.MinValue / 2;
        var pause = StartAgain;
        while (!cancellation.IsCancellationRequested)
        {
            if (PacketSocket.Connect(_options.SocketPath) is { } socket)
            {
                lock (_gate)
                {
                    _socket = socket;
                }

                Greet();
                if (_isReady)
                {
                    SayReady();
                }

                _store.Tell(this, KeeperMemory.Nothing);
                _loop!.Post(Listen);
                return;
            }

            if (_options.GuardProgram is { } program && Environment.TickCount64 - since >= _options.Patience.TotalMilliseconds
                && Environment.TickCount64 - started >= pause.TotalMilliseconds)
            {
                pause = started < 0 || pause >= StartAgainAtMost ? pause : 2 * pause;
                started = Environment.TickCount64;
                GuardProgram.Start(program);
            }

            await Task.Delay(TryAgain, cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
