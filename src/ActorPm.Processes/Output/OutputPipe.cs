using System.Diagnostics;
using ActorPm.Processes.Descriptors;
using ActorPm.Processes.Events;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>
/// A named pipe through which a slot's output flows to its log file. The daemon and the child both hold it open for reading and writing, so
/// it has no end of file: it outlives the child (whose successor goes on with it) and the daemon (whose successor does).
/// </summary>
/// <remarks>
/// The way of the bytes:
/// <code>
/// app ── write ──► FIFO ──┬─ raw, one writer of the file ────────── splice ──► log file
///                         ├─ dated, one writer ── spool, shaped ─── write ───► log file
///                         ├─ JSON, several writers, combined file ─ write ───► log files, by the spool as well, whole lines only
///                         └─ too little space ───────────────────── splice ──► /dev/null, counted
/// </code>
/// </remarks>
internal sealed unsafe class OutputPipe : EventSource, IDisposable
{
    /// <summary>At most this many bytes are moved at a time, so that one app that writes without end does not starve the others.</summary>
    private const int RoundBytes = 256 * 1024;

    /// <summary>A writer of fewer bytes than this at a time is chatty, see <see cref="EventLoop.Gather"/>.</summary>
    internal const int ChattyBytes = 16 * 1024;

    private static readonly long ChattyTicks = Stopwatch.Frequency / 1000;

    private readonly Lock _gate = new();
    private readonly EventLoop _loop;
    private readonly int _capacity;
    private readonly KeptDescriptor _kept;
    private readonly LineSpool _spool;
    private OutputTarget _target;
    private readonly LineMover _lines;
    private Pace _pace = Pace.Listening;
    private long _lastReady;

    private OutputPipe(string path, int descriptor, int capacity, OutputTarget target, LineSpool spool, EventLoop loop, KeptDescriptor kept)
    {
        _kept = kept;
        Path = path;
        Descriptor = descriptor;
        _capacity = capacity;
        _target = target;
        _spool = spool;
        _lines = new LineMover(spool);
        _loop = loop;
    }

    private enum Pace
    {
        Listening,
        Gathering,
    }

    /// <summary>What waits to be moved without a word from the pipe.</summary>
    private enum Backlog
    {
        None,

        /// <summary>Output from the time of an earlier daemon waits for another pipe to finish its line.</summary>
        Spooled,
    }

    /// <inheritdoc/>
    public override Urgency Urgency => Urgency.Later;

    /// <summary>Where the pipe is.</summary>
    public string Path { get; }

    /// <summary>Where its bytes go.</summary>
    public OutputTarget Target => _target;

    /// <summary>Makes the pipe, or opens the one that is there with all that it holds, and begins to move its bytes.</summary>
    /// <param name="path">Where it is.</param>
    /// <param name="pipeBytes">How large it is meant to be.</param>
    /// <param name="target">Where its bytes go.</param>
    /// <param name="loop">The event thread.</param>
    /// <param name="kept">Its place among the descriptors that outlive the daemon: what an earlier one had there is this pipe, whatever lies at the path.</param>
    /// <exception cref="IOException">It cannot be made or opened.</exception>
    public static OutputPipe Open(string path, int pipeBytes, OutputTarget target, EventLoop loop, KeptDescriptor kept)
    {
        var spool = new LineSpool(path + SpoolRecovery.Ending);
        spool.Resume(target);
        var descriptor = kept.Take();
        if (descriptor < 0)
        {
            descriptor = OpenPath(path);
        }

        // The kernel refuses when a user without privileges has too many large pipes; the default of 64 KiB does as well.
        var capacity = LibC.fcntl(descriptor, LibC.F_SETPIPE_SZ, pipeBytes);
        var pipe = new OutputPipe(path, descriptor, capacity > 0 ? capacity : 64 * 1024, target, spool, loop, kept);
        kept.Keep(descriptor);
        target.BeginLines();
        loop.Add(pipe);
        if (spool.IsBehind)
        {
            // The pipe may be empty, and nobody speak of it.
            loop.Post(pipe.Ready);
        }

        return pipe;
    }

    /// <summary>From now on the bytes go elsewhere; what the pipe holds goes where it went before.</summary>
    /// <returns>Where they went before.</returns>
    public OutputTarget Retarget(OutputTarget target)
    {
        lock (_gate)
        {
            DrainLocked();
            var old = _target;
            _target = target;
            _spool.Retarget(target);
            target.BeginLines();
            return old;
        }
    }

    /// <inheritdoc/>
    public override void Ready()
    {
        long moved;
        Backlog backlog;
        lock (_gate)
        {
            if (Descriptor < 0)
            {
                return;
            }

            moved = _target.IsHeld ? 0 : MoveOnce(RoundBytes);
            backlog = _lines.IsBehind ? Backlog.Spooled : Backlog.None;
        }

        Adapt(moved, backlog);
    }

    /// <summary>Moves all that was written until now, and an unfinished last line with it.</summary>
    public void Drain()
    {
        lock (_gate)
        {
            DrainLocked();
        }
    }

    /// <summary>Stops to move bytes and closes the pipe; it stays in the file system.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (Descriptor >= 0)
            {
                // A line that waits for its end is in no pipe any more.
                _lines.Save(_target);
                _spool.Close();
                _loop.Remove(this);
                _kept.Drop(Descriptor);
                _ = LibC.close(Descriptor);
                Descriptor = -1;
            }
        }
    }

    private static int OpenPath(string path)
    {
        if (LibC.mkfifo(path, 0x180) != 0 && LibC.Errno != LibC.EEXIST)
        {
            throw new IOException($"The pipe {path} could not be made: {LibC.Describe(LibC.Errno)}.", LibC.Errno);
        }

        var descriptor = LibC.open(path, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        return descriptor >= 0 ? descriptor : throw new IOException($"The pipe {path} could not be opened: {LibC.Describe(LibC.Errno)}.", LibC.Errno);
    }

    /// <summary>Chooses between being told of each write and looking again in a moment.</summary>
    private void Adapt(long moved, Backlog backlog)
    {
        var now = Stopwatch.GetTimestamp();
        if (_pace == Pace.Gathering)
        {
            // Empty: the writer paused. Nearly full: it may be waiting for us.
            if ((moved == 0 && backlog == Backlog.None) || moved > _capacity / 4 * 3)
            {
                _pace = Pace.Listening;
                _loop.Listen(this);
            }
            else
            {
                _loop.GatherOn(this);
            }
        }
        else if (backlog == Backlog.Spooled || (moved < ChattyBytes && now - _lastReady < ChattyTicks))
        {
            _pace = Pace.Gathering;
            _loop.Gather(this);
        }

        _lastReady = now;
    }

    private void DrainLocked()
    {
        if (Descriptor < 0)
        {
            return;
        }

        // Others may hold the pipe and write on without end: only what is in it now counts.
        int left;
        if (LibC.ioctl(Descriptor, LibC.FIONREAD, &left) != 0)
        {
            return;
        }

        _lines.Seize(_target);
        if (_lines.IsBehind)
        {
            _ = _lines.Move(Descriptor, _target, 0);
        }

        for (long rest = left; rest > 0;)
        {
            var moved = MoveOnce(Math.Min(rest, RoundBytes));
            if (moved <= 0)
            {
                break;
            }

            rest -= moved;
        }

        _lines.Finish(_target);
    }

    private long MoveOnce(long most)
    {
        if (!_target.IsPlain || !_lines.IsIdle)
        {
            return _lines.Move(Descriptor, _target, most);
        }

        switch (_target.First.Move(Descriptor, most, _lines, out var moved))
        {
            case MoveResult.Dropped:
                if (moved > 0)
                {
                    _lines.Tear();
                }

                return moved;
            case MoveResult.NeedsCopy:
                return _lines.Copy(Descriptor, _target, most);
            default:
                return moved;
        }
    }
}
