using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using ActorPm.Core.Watching;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Watching;

/// <summary>
/// Watches by inotify, on a thread of its own: reading large directories must not hold up the ends of processes or their output. The thread
/// begins with the first watch; a daemon without any has none.
/// </summary>
internal sealed unsafe class TreeWatcher(TimeProvider clock) : ITreeWatcher, IDisposable
{
    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Action> _orders = new();
    private readonly HashSet<WatchedTree> _trees = [];
    private Thread? _thread;
    private Inotify? _inotify;
    private WatchTable? _table;
    private int _wake = -1;
    private bool _disposed;

    /// <inheritdoc/>
    public IDisposable Watch(ImmutableArray<WatchTarget> targets, ITreeObserver observer)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (_table is null && !Open(observer))
            {
                return new Subscription(() => { });
            }

            var trees = targets.Select(target => new WatchedTree(target, observer, _table!, clock)).ToList();
            Post(() => Begin(trees, observer));
            return new Subscription(() => Post(() => End(trees)));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed)
            {
                return;
            }

            _disposed = true;
        }

        if (_thread is not null)
        {
            Wake();
            _thread.Join();
            _inotify?.Dispose();
            _ = LibC.close(_wake);
        }
    }

    private bool Open(ITreeObserver observer)
    {
        _inotify = Inotify.TryOpen(out var errno);
        if (_inotify is null)
        {
            observer.Impaired(WatchProblem.OfQueue(errno));
            return false;
        }

        _wake = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        if (_wake < 0)
        {
            throw new Win32Exception(LibC.Errno, "The event descriptors could not be opened; raise the limit of open files.");
        }

        _table = new WatchTable(_inotify);
        _thread = new Thread(Run) { Name = "tree-watch", IsBackground = true };
        _thread.Start();
        return true;
    }

    private void Begin(List<WatchedTree> trees, ITreeObserver observer)
    {
        foreach (var tree in trees)
        {
            _trees.Add(tree);
            tree.Begin();
        }

        observer.Watching(trees.Sum(tree => tree.Directories));
    }

    private void End(List<WatchedTree> trees)
    {
        foreach (var tree in trees.Where(_trees.Remove))
        {
            tree.End();
        }
    }

    private void Post(Action order)
    {
        _orders.Enqueue(order);
        lock (_gate)
        {
            // Orders may come after the end, and the descriptor's number may be somebody else's by then.
            if (!_disposed)
            {
                Wake();
            }
        }
    }

    private void Wake()
    {
        var one = 1UL;
        _ = LibC.write(_wake, &one, sizeof(ulong));
    }

    private void Run()
    {
        // struct pollfd: descriptor (4), wanted (2), found (2).
        var polled = stackalloc byte[16];
        *(int*)polled = _inotify!.Descriptor;
        *(short*)(polled + 4) = LibC.POLLIN;
        *(int*)(polled + 8) = _wake;
        *(short*)(polled + 12) = LibC.POLLIN;
        Action<InotifyEvent> handle = Handle;
        while (true)
        {
            _ = LibC.poll(polled, 2, -1);
            ulong drained;
            _ = LibC.read(_wake, &drained, sizeof(ulong));
            lock (_gate)
            {
                if (_disposed)
                {
                    return;
                }
            }

            // In this order: an order that ends a watch is followed before more of it is told.
            while (_orders.TryDequeue(out var order))
            {
                order();
            }

            _inotify.Read(handle);
        }
    }

    private void Handle(InotifyEvent happened)
    {
        if (happened.Has(LibC.IN_Q_OVERFLOW))
        {
            foreach (var tree in _trees)
            {
                tree.StartOver();
            }

            return;
        }

        var sharers = _table!.SharersOf(happened.Watch);
        if (happened.Has(LibC.IN_IGNORED))
        {
            _table.Forget(happened.Watch);
        }

        foreach (var directory in sharers)
        {
            directory.Tree.Handle(directory, happened);
        }
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        private Action? _end = end;

        /// <inheritdoc/>
        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
