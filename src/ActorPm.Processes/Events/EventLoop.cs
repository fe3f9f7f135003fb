using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Events;

/// <summary>
/// The one thread that waits for everything: ends of processes, output, and work posted to it. Each round it serves the ends first,
/// then posted work, then output, each source for a bounded time.
/// </summary>
internal sealed unsafe class EventLoop : IDisposable
{
    private const int RoundCapacity = 256;

    /// <summary>How long output of a chatty writer is let gather before it is moved, see <see cref="Gather"/>.</summary>
    private const int GatherMilliseconds = 1;

    private const long WakeKey = 0;

    private readonly int _epoll;
    private readonly int _wake;
    private readonly bool _packed = RuntimeInformation.ProcessArchitecture is Architecture.X64;
    private readonly ConcurrentDictionary<long, EventSource> _sources = new();
    private readonly ConcurrentQueue<Action> _posted = new();
    private readonly Lock _wakeGate = new();
    private readonly Thread _thread;
    private List<EventSource> _gathering = [];
    private List<EventSource> _gatheredBefore = [];
    private long _gatheringSince;
    private long _lastKey;
    private int _woken;
    private volatile LoopPhase _phase = LoopPhase.Running;

    public EventLoop(string name = "process-events")
    {
        _epoll = LibC.epoll_create1(LibC.EPOLL_CLOEXEC);
        _wake = LibC.eventfd(0, LibC.EFD_CLOEXEC | LibC.EFD_NONBLOCK);
        if (_epoll < 0 || _wake < 0 || Control(LibC.EPOLL_CTL_ADD, _wake, LibC.EPOLLIN, WakeKey) != 0)
        {
            throw new Win32Exception(LibC.Errno, "The event descriptors could not be opened; raise the limit of open files.");
        }

        _thread = new Thread(Run) { Name = name, IsBackground = true };
        _thread.Start();
    }

    private enum LoopPhase
    {
        Running,
        Stopping,
        Closed,
    }

    /// <summary>Begins to watch a source. Any thread.</summary>
    public void Add(EventSource source, Readiness wanted = Readiness.Readable)
    {
        source.Key = Interlocked.Increment(ref _lastKey);
        _sources[source.Key] = source;
        if (Control(LibC.EPOLL_CTL_ADD, source.Descriptor, (uint)wanted, source.Key) != 0)
        {
            var errno = LibC.Errno;
            _sources.TryRemove(source.Key, out _);
            throw new Win32Exception(errno, $"A descriptor could not be watched: {LibC.Describe(errno)}.");
        }
    }

    /// <summary>Ends the watch; the caller closes the descriptor afterwards. Any thread.</summary>
    public void Remove(EventSource source)
    {
        if (_sources.TryRemove(source.Key, out _))
        {
            _ = Control(LibC.EPOLL_CTL_DEL, source.Descriptor, 0, 0);
        }
    }

    /// <summary>Runs work on the event thread soon. Any thread.</summary>
    public void Post(Action work)
    {
        _posted.Enqueue(work);
        Wake();
    }

    /// <summary>
    /// Lets the output of a source gather for a moment instead of waking up for each of its small writes; then it is
    /// <see cref="EventSource.Ready"/> again. Saves both the writer and us a wake-up per line. Event thread only.
    /// </summary>
    public void Gather(EventSource source)
    {
        _ = Control(LibC.EPOLL_CTL_MOD, source.Descriptor, 0, source.Key);
        GatherOn(source);
    }

    /// <summary>As <see cref="Gather"/>, for a source that gathers already.</summary>
    public void GatherOn(EventSource source)
    {
        if (_gathering.Count == 0)
        {
            _gatheringSince = Stopwatch.GetTimestamp();
        }

        _gathering.Add(source);
    }

    /// <summary>Back to being told of each write. Event thread only.</summary>
    public void Listen(EventSource source) => _ = Control(LibC.EPOLL_CTL_MOD, source.Descriptor, LibC.EPOLLIN, source.Key);

    /// <summary>Changes what a watched source is told of. Event thread only.</summary>
    public void Expect(EventSource source, Readiness wanted) => _ = Control(LibC.EPOLL_CTL_MOD, source.Descriptor, (uint)wanted, source.Key);

    /// <summary>Ends the thread; what was posted before still runs. Sources may be added and removed still, but nobody serves them.</summary>
    public void Stop()
    {
        if (_phase != LoopPhase.Running)
        {
            return;
        }

        _phase = LoopPhase.Stopping;
        Volatile.Write(ref _woken, 0);
        Wake();
        if (Thread.CurrentThread != _thread)
        {
            _thread.Join();
        }
    }

    /// <summary>Ends the thread as <see cref="Stop"/> does, and closes its descriptors.</summary>
    public void Dispose()
    {
        if (_phase == LoopPhase.Closed)
        {
            return;
        }

        Stop();
        lock (_wakeGate)
        {
            _phase = LoopPhase.Closed;
            _ = LibC.close(_epoll);
            _ = LibC.close(_wake);
        }
    }

    private void Wake()
    {
        if (Interlocked.Exchange(ref _woken, 1) == 0)
        {
            // Posts may come after the end, and the descriptor's number may be somebody else's by then.
            lock (_wakeGate)
            {
                if (_phase != LoopPhase.Closed)
                {
                    var one = 1UL;
                    _ = LibC.write(_wake, &one, sizeof(ulong));
                }
            }
        }
    }

    private void Run()
    {
        // struct epoll_event is packed to 12 bytes on x64 and has 16 elsewhere.
        var size = _packed ? 12 : 16;
        var events = (byte*)NativeMemory.AllocZeroed(RoundCapacity, 16);
        var round = new EventSource?[RoundCapacity];
        while (_phase == LoopPhase.Running)
        {
            var count = LibC.epoll_wait(_epoll, events, RoundCapacity, _gathering.Count > 0 ? GatherMilliseconds : -1);
            for (var i = 0; i < count; i++)
            {
                var key = *(long*)(events + (i * size) + size - sizeof(long));
                round[i] = null;
                if (key == WakeKey)
                {
                    // In this order: a wake-up between the two is not needed, since what it stands for runs below. The other way round its
                    // write could be drained while its flag stays, and nobody would ever wake this thread again.
                    ulong drained;
                    _ = LibC.read(_wake, &drained, sizeof(ulong));
                    Interlocked.Exchange(ref _woken, 0);
                }
                else if (_sources.TryGetValue(key, out var source))
                {
                    if (source.Urgency == Urgency.First)
                    {
                        source.Ready();
                    }
                    else
                    {
                        round[i] = source;
                    }
                }
            }

            // What is posted meanwhile waits for the next round, so that nobody who posts without end keeps this thread from the rest.
            RunPosted(_posted.Count);
            for (var i = 0; i < count; i++)
            {
                // A source may have been removed by what was served before it.
                if (round[i] is { } source && _sources.ContainsKey(source.Key))
                {
                    source.Ready();
                }

                round[i] = null;
            }

            if (_gathering.Count > 0 && (count == 0 || Stopwatch.GetElapsedTime(_gatheringSince).TotalMilliseconds >= GatherMilliseconds))
            {
                ServeGathered();
            }
        }

        RunPosted(int.MaxValue);
        NativeMemory.Free(events);
    }

    private void RunPosted(int most)
    {
        for (var left = most; left > 0 && _posted.TryDequeue(out var work); left--)
        {
            work();
        }
    }

    private void ServeGathered()
    {
        _gatheringSince = Stopwatch.GetTimestamp();
        (_gathering, _gatheredBefore) = (_gatheredBefore, _gathering);
        foreach (var source in _gatheredBefore)
        {
            if (_sources.ContainsKey(source.Key))
            {
                source.Ready();
            }
        }

        _gatheredBefore.Clear();
    }

    private int Control(int operation, int descriptor, uint events, long key)
    {
        var change = stackalloc byte[16];
        *(uint*)change = events;
        *(long*)(change + (_packed ? 4 : 8)) = key;
        return LibC.epoll_ctl(_epoll, operation, descriptor, change);
    }
}
