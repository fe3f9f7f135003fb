using System.Diagnostics.CodeAnalysis;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Processes;
using ActorPm.Processes.Sockets;
using Serilog;

namespace ActorPm.Daemon.Routing.Handoff;

/// <summary>
/// The primary of Node's cluster: opens the sockets that workers ask for, and gives them either the socket or each connection.
/// </summary>
/// <remarks>
/// <code>
/// worker: queryServer ──► socket opened, shared, or taken back from a worker that outlived a daemon ──► the socket, or its name
/// worker: listening   ──► from now on it serves there
/// worker: close       ──► nobody uses the socket any more, a second later it is closed
/// worker dies         ──► the socket stays, its backlog holds what comes, until another worker asks for it or the app rests
/// </code>
/// All is done under one lock, in microseconds: by the router's thread, the thread that accepts, and a timer.
/// </remarks>
internal sealed class HandoffPlane : IDataPlane
{
    // Longer than the news of a stop needs: whoever closes its server because it is told to stop shall not take the socket from its successor.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan SuspendLook = TimeSpan.FromMilliseconds(2);

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    // The kernel's numbers: too many open files; bad file descriptor; invalid argument.
    private const int TooMany = 24, BadDescriptor = 9, Invalid = 22;

    /// <summary>The most sockets of one app.</summary>
    private const int MostSockets = 1024;

    private readonly Lock _gate = new();
    private readonly Dictionary<long, Worker> _workers = [];
    private readonly Dictionary<string, HandoffSocket> _sockets = new(StringComparer.Ordinal);
    private readonly HandoffEdge _edge;
    private readonly ConnectionDealer _dealer;
    private readonly ITimer _timer;
    private AppSpec? _spec;
    private BackendSet _backends = BackendSet.Empty;
    private AppName _app;
    private long _seq;
    private bool _closed;
    private bool _suspended;

    /// <summary>For an app; nothing listens before a worker asks for it.</summary>
    public HandoffPlane(AppName app, HandoffEdge edge)
    {
        _app = app;
        _edge = edge;
        _dealer = new ConnectionDealer(_workers) { NextSeq = NextSeq };
        _timer = edge.Clock.CreateTimer(_ => OnTimer(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public string? Apply(AppSpec spec)
    {
        lock (_gate)
        {
            _spec = spec;
            _app = spec.Name;
            _dealer.Policy = spec.Routing.Policy;
            return null;
        }
    }

    /// <inheritdoc/>
    public void Follow(BackendSet backends)
    {
        lock (_gate)
        {
            if (_closed)
            {
                return;
            }

            _backends = _dealer.Backends = backends;
            foreach (var backend in backends.All)
            {
                var worker = Known(backend) ?? Adopt(backend);
                if (worker is { Phase: WorkerPhase.New })
                {
                    worker.Phase = WorkerPhase.Serving;
                }
            }

            foreach (var worker in _workers.Values.Where(worker => worker.Phase is not WorkerPhase.New && backends.Find(worker.Serial)?.Attempt != worker.Attempt))
            {
                worker.Phase = WorkerPhase.Leaving;
            }

            Tidy();
            foreach (var socket in _sockets.Values)
            {
                _dealer.Resume(socket);
            }
        }
    }

    /// <inheritdoc/>
    public void Hear(RouterProtocol.WorkerSaid said)
    {
        using var message = said.Message;
        lock (_gate)
        {
            if (_closed || said.Process.Attempt != message.Attempt || WorkerOf(said) is not { } worker)
            {
                return;
            }

            if (ClusterMessages.TryRead(message.Json, out var meant, out var problem))
            {
                Follow(worker, meant);
            }
            else if (worker.Garbage++ == 0)
            {
                Log.Warning("A message of {App} to its cluster's primary, from process {Pid}, is left out, and so are further ones: {Problem}", _app, worker.Process.Pid, problem);
            }
        }
    }

    /// <inheritdoc/>
    public bool Serves(long serial)
    {
        lock (_gate)
        {
            var elders = _backends.Ready.Where(backend => backend.Serial != serial).Select(backend => Known(backend)?.Memo).OfType<WorkerMemo>();
            return (_workers.GetValueOrDefault(serial)?.Memo ?? WorkerMemo.Empty).ServesLike(elders);
        }
    }

    /// <inheritdoc/>
    public async Task<int?> DrainAsync(Backend backend, TimeSpan within, CancellationToken cancellation)
    {
        Worker? worker;
        lock (_gate)
        {
            worker = Known(backend);
            if (worker is null || worker.Process.HasEnded)
            {
                return 0;
            }

            worker.Phase = WorkerPhase.Draining;
        }

        return await WorkerDrain.RunAsync(worker, NextSeq, within, _edge.Clock, cancellation);
    }

    /// <inheritdoc/>
    public async Task SuspendAsync(TimeSpan within)
    {
        lock (_gate)
        {
            _suspended = true;
            foreach (var socket in _sockets.Values)
            {
                socket.Source?.Dispose();
                socket.Source = null;
            }
        }

        var since = _edge.Clock.GetTimestamp();
        while (IsDealing() && _edge.Clock.GetElapsedTime(since) < within)
        {
            await Task.Delay(SuspendLook, _edge.Clock);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            foreach (var socket in _sockets.Values)
            {
                socket.Dispose();
            }

            _sockets.Clear();
            _dealer.Close();
        }

        await _timer.DisposeAsync();
    }

    private bool IsDealing()
    {
        lock (_gate)
        {
            return !_closed && (!_dealer.IsIdle || _sockets.Values.Any(socket => socket.Waiting.Count > 0));
        }
    }

    private void Follow(Worker worker, ClusterMessage message)
    {
        switch (message)
        {
            case ClusterMessage.Listen listen:
                Open(worker, listen);
                break;
            case ClusterMessage.Listening listening:
                worker.Note(worker.Memo.AfterListening(listening.Query));
                foreach (var socket in _sockets.Values)
                {
                    _dealer.Resume(socket);
                }

                break;
            case ClusterMessage.Close close:
                Release(worker, close.Key);
                break;
            case ClusterMessage.Leaving leaving:
                worker.Process.Send(ClusterReplies.Noted(NextSeq(), leaving.Seq));
                break;
            case ClusterMessage.Taken taken:
                _dealer.Settle(worker, taken);
                break;
            case ClusterMessage.Online or ClusterMessage.Other:
                break;
            case var _ when worker.TryNote(message):
                break;
            default:
                throw new InvalidOperationException($"Not a message of a worker: {message}.");
        }
    }

    private void Open(Worker worker, ClusterMessage.Listen listen)
    {
        var query = listen.Query;
        if (worker.Phase is WorkerPhase.Draining or WorkerPhase.Leaving)
        {
            // As Node's primary: whoever is about to leave begins nothing new.
            return;
        }

        if (!TryFind(query, out var socket, out var errno) || (worker.Memo.Find(query.Key) is null && worker.Memo.Listens.Length >= WorkerMemo.MostListens))
        {
            worker.Process.Send(ClusterReplies.Refused(NextSeq(), listen.Seq, query.Key, errno == 0 ? TooMany : errno));
            return;
        }

        socket.ClosedAt = null;
        socket.Data ??= query.Data;
        var mode = socket.Socket.Kind is HandleKind.Datagram ? HandoffMode.SharedSocket : _spec?.Routing.Handoff ?? HandoffMode.SharedSocket;
        worker.Note(worker.Memo.With(new WorkerListen(query, socket.Socket.Name, mode, IsServed: false)));
        if (mode is HandoffMode.SharedSocket)
        {
            worker.Process.SendWithHandle(ClusterReplies.Opened(NextSeq(), listen.Seq, query.Key, socket.Data, null), socket.Socket.Handle, socket.Socket.Kind);
            return;
        }

        worker.Process.Send(ClusterReplies.Opened(NextSeq(), listen.Seq, query.Key, socket.Data, socket.Socket.Name));
        if (worker.Memo.CanDrain)
        {
            worker.Process.SendWithHandle(ClusterReplies.Keep(query.Key), socket.Socket.Handle, socket.Socket.Kind);
        }

        AcceptFrom(socket);
    }

    private bool TryFind(ListenQuery query, [NotNullWhen(true)] out HandoffSocket? socket, out int errno)
    {
        errno = 0;
        if (_sockets.TryGetValue(query.Key, out socket))
        {
            return true;
        }

        if (query.ToWish() is not { } wish)
        {
            // A descriptor of the primary, or nonsense: the daemon's descriptors are nobody's business.
            errno = query.Descriptor >= 0 ? BadDescriptor : Invalid;
            return false;
        }

        if (_sockets.Count >= MostSockets)
        {
            errno = TooMany;
            return false;
        }

        if (_edge.Sockets.Open(wish, out var problem) is not { } opened)
        {
            Log.Warning("{App} cannot listen: {Problem}", _app, problem?.Sentence);
            errno = problem?.Errno ?? Invalid;
            return false;
        }

        _sockets[query.Key] = socket = new HandoffSocket(query.Key, opened);
        return true;
    }

    private void AcceptFrom(HandoffSocket socket) => socket.Source ??= _suspended ? null : _edge.Accept(socket.Socket, connection =>
    {
        lock (_gate)
        {
            if (!_closed)
            {
                return _dealer.Deal(socket, connection);
            }
        }

        connection.Dispose();
        return false;
    });

    private void Release(Worker worker, string key)
    {
        if (worker.Memo.Find(key) is { Mode: HandoffMode.Connections })
        {
            // Its preload has kept the socket open; the port would never be free.
            worker.Process.Send(ClusterReplies.Drop(key));
        }

        worker.Note(worker.Memo.Without(key));
        if (worker.Phase is WorkerPhase.New or WorkerPhase.Serving && _sockets.TryGetValue(key, out var socket) && !IsUsed(socket))
        {
            socket.ClosedAt = _edge.Clock.GetTimestamp();
            _timer.Change(Grace, Timeout.InfiniteTimeSpan);
        }
    }

    private bool IsUsed(HandoffSocket socket) => _workers.Values.Any(worker => worker.Phase is not WorkerPhase.Leaving && worker.Memo.Find(socket.Key) is not null);

    private Worker? Known(Backend backend) => _workers.GetValueOrDefault(backend.Serial) is { } worker && worker.Attempt == backend.Attempt ? worker : null;

    // A worker that outlived the daemon that launched it says nothing of itself any more.
    private Worker? Adopt(Backend backend)
    {
        if (_edge.Launcher.Look(backend.Serial) is not { } process || process.Attempt != backend.Attempt)
        {
            return null;
        }

        Retire(backend.Serial);
        var worker = _workers[backend.Serial] = new Worker(backend.Serial, process, WorkerMemoText.Read(process.Memo));
        foreach (var listen in worker.Memo.Listens.Where(listen => !_sockets.ContainsKey(listen.Query.Key)))
        {
            if (listen.Query.ToWish() is { } wish && _edge.Sockets.TakeBack([backend.Serial], wish with { Port = listen.Name.Port }) is { } socket)
            {
                _sockets[listen.Query.Key] = new HandoffSocket(listen.Query.Key, socket);
            }
        }

        foreach (var listen in worker.Memo.Listens.Where(listen => listen.Mode is HandoffMode.Connections))
        {
            if (_sockets.TryGetValue(listen.Query.Key, out var socket))
            {
                AcceptFrom(socket);
            }
        }

        return worker;
    }

    private Worker? WorkerOf(RouterProtocol.WorkerSaid said)
    {
        if (_workers.TryGetValue(said.Serial, out var worker) && worker.Attempt >= said.Process.Attempt)
        {
            return worker.Attempt == said.Process.Attempt ? worker : null;
        }

        Retire(said.Serial);
        return _workers[said.Serial] = new Worker(said.Serial, said.Process, WorkerMemoText.Read(said.Process.Memo));
    }

    private void Retire(long serial)
    {
        if (_workers.Remove(serial, out var worker))
        {
            worker.Phase = WorkerPhase.Leaving;
            worker.Drained.TrySetResult();
            _dealer.Abandon(worker);
        }
    }

    private void OnTimer()
    {
        lock (_gate)
        {
            if (!_closed)
            {
                Tidy();
            }
        }
    }

    // Forgets the dead, and closes what nobody wants any more.
    private void Tidy()
    {
        foreach (var worker in _workers.Values.Where(worker => worker.Phase is not WorkerPhase.Serving && worker.Process.HasEnded).ToList())
        {
            Retire(worker.Serial);
        }

        var rests = _workers.Count == 0 && _backends.All.IsEmpty && _sockets.Count > 0 && _edge.Rests(_app);
        var isLater = false;
        foreach (var socket in _sockets.Values.ToList())
        {
            if (IsUsed(socket))
            {
                socket.ClosedAt = null;
            }
            else if (rests || (socket.ClosedAt is { } closed && _backends.All.Length > 0 && _edge.Clock.GetElapsedTime(closed) >= Grace))
            {
                _sockets.Remove(socket.Key);
                socket.Dispose();
            }
            else
            {
                isLater |= socket.ClosedAt is not null;
            }
        }

        if (isLater || _workers.Values.Any(worker => worker.Phase is WorkerPhase.Leaving or WorkerPhase.Draining))
        {
            _timer.Change(Look, Timeout.InfiniteTimeSpan);
        }
    }

    private long NextSeq() => Interlocked.Increment(ref _seq);
}
