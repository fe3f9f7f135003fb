using System.Diagnostics;
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
///                         ├─ dated, one writer ── shaped ────────── write ───► log file
///                         ├─ JSON, several writers, combined file ─ write ───► log files, whole lines only
///                         └─ too little space ───────────────────── splice ──► /dev/null, counted
/// </code>
/// </remarks>
internal sealed unsafe class OutputPipe : EventSource, IDisposable
{
    /// <summary>The longest line that is kept whole when several apps share a file, in bytes.</summary>
    private const int LongestLine = 64 * 1024;

    /// <summary>At most this many bytes are moved at a time, so that one app that writes without end does not starve the others.</summary>
    private const int RoundBytes = 256 * 1024;

    /// <summary>A writer of fewer bytes than this at a time is chatty, see <see cref="EventLoop.Gather"/>.</summary>
    private const int ChattyBytes = 16 * 1024;

    /// <summary>A file is not told of losses more often than this.</summary>
    private const int NoticeMilliseconds = 1000;

    private static readonly long ChattyTicks = Stopwatch.Frequency / 1000;

    private readonly Lock _gate = new();
    private readonly EventLoop _loop;
    private readonly int _capacity;
    private OutputTarget _target;
    private byte[]? _buffer;
    private int _carried;
    private LineStart _lineStart = LineStart.New;
    private Flow _flow = Flow.Whole;
    private long _lastNotice = long.MinValue / 2;
    private Pace _pace = Pace.Listening;
    private long _lastReady;

    private OutputPipe(string path, int descriptor, int capacity, OutputTarget target, EventLoop loop)
    {
        Path = path;
        Descriptor = descriptor;
        _capacity = capacity;
        _target = target;
        _loop = loop;
    }

    private enum Flow
    {
        /// <summary>Nothing was dropped since the last line began.</summary>
        Whole,

        /// <summary>Bytes were dropped: the rest of that line is dropped too, so that the file goes on with a whole one.</summary>
        Broken,
    }

    private enum Pace
    {
        Listening,
        Gathering,
    }

    /// <inheritdoc/>
    public override Urgency Urgency => Urgency.Later;

    /// <summary>Where the pipe is.</summary>
    public string Path { get; }

    /// <summary>Where its bytes go.</summary>
    public OutputTarget Target => _target;

    /// <summary>Makes the pipe, or opens the one that is there with all that it holds, and begins to move its bytes.</summary>
    /// <exception cref="IOException">It cannot be made or opened.</exception>
    public static OutputPipe Open(string path, int pipeBytes, OutputTarget target, EventLoop loop)
    {
        if (LibC.mkfifo(path, 0x180) != 0 && LibC.Errno != LibC.EEXIST)
        {
            throw new IOException($"The pipe {path} could not be made: {LibC.Describe(LibC.Errno)}.");
        }

        var descriptor = LibC.open(path, LibC.O_RDWR | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            throw new IOException($"The pipe {path} could not be opened: {LibC.Describe(LibC.Errno)}.");
        }

        // The kernel refuses when a user without privileges has too many large pipes; the default of 64 KiB does as well.
        var capacity = LibC.fcntl(descriptor, LibC.F_SETPIPE_SZ, pipeBytes);
        var pipe = new OutputPipe(path, descriptor, capacity > 0 ? capacity : 64 * 1024, target, loop);
        target.BeginLines();
        loop.Add(pipe);
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
            target.BeginLines();
            return old;
        }
    }

    /// <inheritdoc/>
    public override void Ready()
    {
        long moved;
        lock (_gate)
        {
            if (Descriptor < 0)
            {
                return;
            }

            moved = MoveOnce(RoundBytes);
        }

        Adapt(moved);
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
                _loop.Remove(this);
                _ = LibC.close(Descriptor);
                Descriptor = -1;
            }
        }
    }

    /// <summary>Chooses between being told of each write and looking again in a moment.</summary>
    private void Adapt(long moved)
    {
        var now = Stopwatch.GetTimestamp();
        if (_pace == Pace.Gathering)
        {
            // Empty: the writer paused. Nearly full: it may be waiting for us.
            if (moved == 0 || moved > _capacity / 4 * 3)
            {
                _pace = Pace.Listening;
                _loop.Listen(this);
            }
            else
            {
                _loop.GatherOn(this);
            }
        }
        else if (moved < ChattyBytes && now - _lastReady < ChattyTicks)
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

        for (long rest = left; rest > 0;)
        {
            var moved = MoveOnce(rest);
            if (moved <= 0)
            {
                break;
            }

            rest -= moved;
        }

        if (_carried > 0)
        {
            Put(_buffer.AsSpan(0, _carried));
            _carried = 0;
        }

        if (_target.NeedsWholeLines || _target.Shaper is not null)
        {
            _target.EndLines();
            _lineStart = LineStart.New;
        }
    }

    private long MoveOnce(long most)
    {
        if (!_target.IsPlain || _carried > 0 || _flow == Flow.Broken)
        {
            return MoveLines(most);
        }

        switch (_target.First.Move(Descriptor, most, out var moved))
        {
            case MoveResult.Dropped:
                if (moved > 0)
                {
                    _flow = Flow.Broken;
                }

                return moved;
            case MoveResult.NeedsCopy:
                return Copy(most);
            default:
                return moved;
        }
    }

    private long Copy(long most)
    {
        _buffer ??= new byte[LongestLine];
        long moved = 0;
        while (moved < most)
        {
            var got = Read(0, (int)Math.Min(most - moved, _buffer.Length));
            if (got <= 0)
            {
                break;
            }

            moved += got;
            if (_target.First.Write(_buffer.AsSpan(0, got)) == MoveResult.Dropped)
            {
                _flow = Flow.Broken;
                break;
            }

            if (got < ChattyBytes)
            {
                break;
            }
        }

        return moved;
    }

    private long MoveLines(long most)
    {
        _buffer ??= new byte[LongestLine];
        long moved = 0;
        while (moved < most)
        {
            if (_flow == Flow.Broken && _carried == 0 && _target.Files.Count == 1 && _target.First.TryDiscard(Descriptor, most - moved, out var gone))
            {
                return moved + gone;
            }

            var got = Read(_carried, (int)Math.Min(most - moved, _buffer.Length - _carried));
            if (got <= 0)
            {
                break;
            }

            moved += got;
            var held = _carried + got;
            var from = _flow == Flow.Broken ? Mend(held) : 0;
            var text = _buffer.AsSpan(from, held - from);
            var lines = _target.NeedsWholeLines ? text.LastIndexOf((byte)'\n') + 1 : text.Length;
            if (lines == 0 && text.Length == _buffer.Length)
            {
                lines = _buffer.Length;
            }

            if (lines > 0)
            {
                Put(text[..lines]);
            }

            _carried = text.Length - lines;
            text[lines..].CopyTo(_buffer);
            if (got < ChattyBytes)
            {
                break;
            }
        }

        // Alone again with nothing held back: the way without copying is open again.
        if (_target.IsPlain && _carried > 0 && _flow == Flow.Whole)
        {
            Put(_buffer.AsSpan(0, _carried));
            _carried = 0;
        }

        return moved;
    }

    /// <summary>After a loss: drops the rest of the line that was torn, and says how much was lost.</summary>
    /// <returns>Where in the buffer a line begins; its end when none does.</returns>
    private int Mend(int held)
    {
        var from = _buffer.AsSpan(0, held).IndexOf((byte)'\n') + 1;
        _target.First.Drop(from == 0 ? held : from);
        if (from == 0)
        {
            return held;
        }

        _target.EndLines();
        _lineStart = LineStart.New;
        _flow = Flow.Whole;
        if (Environment.TickCount64 - _lastNotice >= NoticeMilliseconds)
        {
            _lastNotice = Environment.TickCount64;
            _target.TellLosses();
        }

        return from;
    }

    private void Put(ReadOnlySpan<byte> text)
    {
        if (_target.Shaper is { } shaper)
        {
            // Whose line a file ends with is known only of a file that nobody else writes to; that it is known from the file itself
            // holds over the death of a daemon.
            var start = _target.NeedsWholeLines ? _lineStart : _target.First.IsWithinLine() ? LineStart.Within : LineStart.New;
            _lineStart = text[^1] == (byte)'\n' ? LineStart.New : LineStart.Within;
            text = shaper.Shape(text, start);
        }

        if (_target.Write(text) == MoveResult.Dropped)
        {
            _flow = Flow.Broken;
        }
    }

    private int Read(int at, int most)
    {
        fixed (byte* start = _buffer)
        {
            return (int)LibC.read(Descriptor, start + at, (nuint)most);
        }
    }
}
