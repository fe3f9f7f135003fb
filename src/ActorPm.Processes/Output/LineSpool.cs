using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>
/// A file beside a pipe that keeps what has left the pipe until it is in the logs, so that the sudden death of the daemon neither loses nor
/// repeats a byte. Made at first need, used under its pipe's lock.
/// </summary>
/// <remarks>
/// <code>
/// FIFO ── splice ──► tail of the spool ── pread ──► LineMover's buffer ── shaped ── write ──► logs
///
/// header │ paths │ in all logs, no longer needed │ in the buffer │
///                DataStart                       Position        end of the file
/// </code>
/// The kernel does a splice as a whole, so the length of the file says what has left the pipe. Before a write to a log the header
/// announces it (<see cref="Announce"/>), after it the header says that it was done (<see cref="Done"/>), both under the log's lock: a log
/// has one announced write at most. <see cref="SpoolRecovery"/> tells from the log's length whether it happened. Where the spool cannot be written
/// (a full disk, a file system without splice) bytes go from the pipe to memory as if there were none.
/// </remarks>
internal sealed unsafe class LineSpool(string path)
{
    /// <summary>Bytes that are no longer needed are cut off when there are more than this, even if a line waits for its end.</summary>
    private const long LongestTail = 256 * 1024;

    /// <summary>How long a spool that could not be made is left alone before the next try, in milliseconds.</summary>
    private const int RetryMilliseconds = 1000;

    private readonly string _path = path;
    private IReadOnlyList<string> _logs = [];
    private SpoolHeader _header = SpoolHeader.New(1);
    private int _descriptor = -1;
    private bool _cannotSplice;
    private long _nextOpen = long.MinValue;

    // Places in the file. What was read without the spool lies, as it were, between _tail and _read.
    private long _tail = SpoolHeader.DataStart;
    private long _read = SpoolHeader.DataStart;
    private long _position = SpoolHeader.DataStart;

    // The piece that is written now.
    private int _log;

    /// <summary>Whether it holds bytes of an earlier daemon that are not in the buffer yet.</summary>
    public bool IsBehind => _read < _tail;

    /// <summary>Where the spool is when the piece is written, given to <see cref="Announce"/>.</summary>
    public long PieceEnd { get; private set; }

    /// <summary>As <see cref="PieceEnd"/>, when only its first line is written.</summary>
    public long LineEnd { get; private set; }

    /// <summary>Opens what an earlier daemon left, if it did.</summary>
    /// <param name="target">Where the bytes go.</param>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public void Resume(OutputTarget target)
    {
        _logs = PathsOf(target);
        _header = SpoolHeader.New(_logs.Count);
        _descriptor = LibC.open(_path, LibC.O_RDWR | LibC.O_CLOEXEC, 0);
        if (_descriptor < 0)
        {
            if (LibC.Errno != LibC.ENOENT)
            {
                throw new IOException($"The file {_path} with output that is not in the logs yet could not be opened: {LibC.Describe(LibC.Errno)}.", LibC.Errno);
            }

            return;
        }

        if (!SpoolRecovery.TrySettle(_descriptor, out var old))
        {
            Abandon();
            return;
        }

        var size = LibC.lseek(_descriptor, 0, LibC.SEEK_END);
        var paths = SpoolPaths.Read(_descriptor, old.Logs).ToList();
        for (var log = 0; log < _logs.Count; log++)
        {
            // A log that the bytes did not go to before gets what lacks in any of the others.
            var before = paths.IndexOf(_logs[log]);
            SpoolHeader.Share(ref _header, log).Head = Math.Min(size, before < 0 ? old.Head : SpoolHeader.Share(ref old, before).Head);
        }

        (_position, _read, _tail) = (_header.Head, _header.Head, size);
        if (size < SpoolHeader.DataStart || !SpoolPaths.TryWrite(_descriptor, _logs) || !_header.TryWrite(_descriptor))
        {
            Abandon();
        }
        else if (!IsBehind)
        {
            Empty([]);
        }
    }

    /// <summary>The bytes go to other logs from now on; nothing waits in the buffer.</summary>
    public void Retarget(OutputTarget target)
    {
        _logs = PathsOf(target);
        Shorten([]);
        _header.Logs = _logs.Count;
        if (_descriptor >= 0)
        {
            if (!SpoolPaths.TryWrite(_descriptor, _logs) || !_header.TryWrite(_descriptor))
            {
                Abandon();
            }
        }
    }

    /// <summary>Takes bytes out of the pipe.</summary>
    /// <param name="pipe">A descriptor that does not block.</param>
    /// <param name="to">Where they go in memory, behind what was taken before.</param>
    /// <returns>How many; 0 or less when there are none.</returns>
    public int Take(int pipe, Span<byte> to)
    {
        if (_read == _tail && !_cannotSplice && IsOpen())
        {
            var end = _tail;
            var got = LibC.splice(pipe, null, _descriptor, &end, (nuint)to.Length, LibC.SPLICE_F_MOVE | LibC.SPLICE_F_NONBLOCK);
            if (got > 0)
            {
                _tail += got;
                return Recall(to);
            }

            if (got == 0 || LibC.Errno is LibC.EAGAIN or LibC.EINTR)
            {
                return 0;
            }

            _cannotSplice = LibC.Errno == LibC.EINVAL;
        }

        fixed (byte* start = to)
        {
            var got = (int)LibC.read(pipe, start, (nuint)to.Length);
            _read += Math.Max(got, 0);
            return got;
        }
    }

    /// <summary>Takes bytes that left the pipe before.</summary>
    /// <returns>How many; 0 when the disk does not give them back.</returns>
    public int Recall(Span<byte> to)
    {
        fixed (byte* start = to)
        {
            var got = (int)LibC.pread(_descriptor, start, (nuint)Math.Min(to.Length, _tail - _read), _read);
            _read += Math.Max(got, 0);
            return Math.Max(got, 0);
        }
    }

    /// <summary>Gives up bytes that the disk does not give back.</summary>
    /// <returns>How many.</returns>
    public long GiveUp()
    {
        var lost = _tail - _read;
        _tail = _read;
        _ = LibC.ftruncate(_descriptor, _tail);
        return lost;
    }

    /// <summary>How much of so many bytes may be one piece: what one log has already and the other lacks is a piece of its own.</summary>
    public int PieceOf(int length)
    {
        for (var log = 0; log < _header.Logs; log++)
        {
            var ahead = SpoolHeader.Share(ref _header, log).Head - _position;
            length = ahead > 0 ? (int)Math.Min(length, ahead) : length;
        }

        return length;
    }

    /// <summary>The next piece is about to be written to the logs.</summary>
    /// <param name="piece">As it came from the pipe.</param>
    public void Begin(ReadOnlySpan<byte> piece)
    {
        PieceEnd = _position + piece.Length;
        LineEnd = piece.IndexOf((byte)'\n') is >= 0 and var feed ? _position + feed + 1 : PieceEnd;
    }

    /// <summary>What is announced from now on goes to one of the logs.</summary>
    /// <returns>Whether that log lacks the piece.</returns>
    public bool Turn(int log)
    {
        _log = log;
        return SpoolHeader.Share(ref _header, log).Head <= _position;
    }

    /// <summary>A write to a log is about to be done. Under the log's lock.</summary>
    /// <param name="log">The log.</param>
    /// <param name="before">How long it is.</param>
    /// <param name="length">How much longer it will be.</param>
    /// <param name="to">Where the spool is then: <see cref="PieceEnd"/> or <see cref="LineEnd"/>.</param>
    public void Announce(OpenLog log, long before, int length, long to)
    {
        ref var share = ref SpoolHeader.Share(ref _header, _log);
        share.To = Math.Min(to, _tail);
        if (share.To > share.Head && log.Way != WriteWay.WriteOn && log.Identity is { } file)
        {
            (share.Before, share.Length, share.File) = (before, length, file);
            Store();
        }
    }

    /// <summary>The announced write was done, as far as it could be.</summary>
    public void Done()
    {
        ref var share = ref SpoolHeader.Share(ref _header, _log);
        if (share.To > share.Head)
        {
            (share.Head, share.Length) = (share.To, 0);
            Store();
        }
    }

    /// <summary>Bytes at the beginning of the buffer are done with: written, or dropped.</summary>
    public void Pass(int bytes)
    {
        _position += bytes;
        var head = Math.Min(_position, _tail);
        if (_header.Head < head)
        {
            for (var log = 0; log < _header.Logs; log++)
            {
                ref var share = ref SpoolHeader.Share(ref _header, log);
                share.Head = Math.Max(share.Head, head);
            }

            Store();
        }
    }

    /// <summary>Cuts off what is no longer needed, when that is all or much.</summary>
    /// <param name="carried">What waits in the buffer.</param>
    public void Shorten(ReadOnlySpan<byte> carried)
    {
        if (_descriptor < 0)
        {
            (_position, _read) = (_tail, _tail + carried.Length);
        }
        else if (_position >= _tail)
        {
            Empty(carried);
        }
        else if (_tail - SpoolHeader.DataStart > LongestTail && !IsBehind)
        {
            Compact(carried);
        }
    }

    /// <summary>Closes it, and removes it unless it is needed by a later daemon.</summary>
    public void Close()
    {
        if (_descriptor >= 0 && _position >= _tail)
        {
            Abandon();
        }
        else if (_descriptor >= 0)
        {
            _ = LibC.close(_descriptor);
            _descriptor = -1;
        }
    }

    private static List<string> PathsOf(OutputTarget target) => [.. target.Files.Select(log => log.Path)];

    private bool IsOpen()
    {
        if (_descriptor >= 0)
        {
            return true;
        }

        if (_position < _read || Environment.TickCount64 < _nextOpen)
        {
            return false;
        }

        _descriptor = LibC.open(_path, LibC.O_RDWR | LibC.O_CREAT | LibC.O_TRUNC | LibC.O_CLOEXEC, 0x180);
        _header = SpoolHeader.New(_logs.Count);
        _position = _read = _tail = SpoolHeader.DataStart;
        if (_descriptor >= 0 && SpoolPaths.TryWrite(_descriptor, _logs) && _header.TryWrite(_descriptor))
        {
            return true;
        }

        Abandon();
        _nextOpen = Environment.TickCount64 + RetryMilliseconds;
        return false;
    }

    /// <summary>All of it is done with. What waits in the buffer came another way, and is put into it if there is room.</summary>
    private void Empty(ReadOnlySpan<byte> carried)
    {
        // In this order: a death between the two leaves a spool that has come further than its end, which is an empty one.
        if (_tail > SpoolHeader.DataStart)
        {
            _ = LibC.ftruncate(_descriptor, SpoolHeader.DataStart);
            _header.First.Head = _header.Second.Head = SpoolHeader.DataStart;
            Store();
        }

        _position = _tail = SpoolHeader.DataStart;
        _read = _position + carried.Length;
        if (carried.Length > 0 && _descriptor >= 0)
        {
            if (TryPut(carried))
            {
                _tail = _read;
            }
            else
            {
                _ = LibC.ftruncate(_descriptor, _tail);
            }
        }
    }

    /// <summary>Moves what waits in the buffer to the beginning, over what is no longer needed.</summary>
    private void Compact(ReadOnlySpan<byte> carried)
    {
        if (_position - SpoolHeader.DataStart < carried.Length || !TryPut(carried))
        {
            return;
        }

        _position = _header.First.Head = _header.Second.Head = SpoolHeader.DataStart;
        _tail = _read = _header.Cut = SpoolHeader.DataStart + carried.Length;
        Store();
        if (_descriptor >= 0 && LibC.ftruncate(_descriptor, _tail) == 0)
        {
            _header.Cut = 0;
            Store();
        }
        else
        {
            Abandon();
        }
    }

    private bool TryPut(ReadOnlySpan<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            return LibC.pwrite(_descriptor, start, (nuint)bytes.Length, SpoolHeader.DataStart) == bytes.Length;
        }
    }

    // The header has its place on the disk already. A file system that refuses all the same has a spool that lies: none is better.
    private void Store()
    {
        if (_descriptor >= 0 && !_header.TryWrite(_descriptor))
        {
            Abandon();
        }
    }

    /// <summary>Goes on without a spool.</summary>
    private void Abandon()
    {
        if (_descriptor >= 0)
        {
            _ = LibC.unlink(_path);
            _ = LibC.close(_descriptor);
            _descriptor = -1;
        }
    }
}
