using ActorPm.Core.Logs;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>
/// One log file and all that is known of it. Written only while its lock is held, which is hardly ever contended: the event thread
/// writes, others only empty it, turn it or wait for it.
/// </summary>
/// <remarks>
/// A file is rotated, reopened and closed to output for want of space at the end of a line only. When the file ends within a line, the
/// wish waits until that line's feed is written; a line longer than <see cref="LongestWait"/> is cut.
/// </remarks>
internal sealed class LogFile(string path, LogBounds bounds)
{
    /// <summary>How long a file that could not be opened or renamed is left alone before the next try, in milliseconds.</summary>
    private const int RetryMilliseconds = 1000;

    /// <summary>So many bytes of one line are written before it is cut, when something waits for its end.</summary>
    private const int LongestWait = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly LogWaiters _waiters = new();
    private readonly LogRotations _rotations = new(path, bounds);
    private readonly SpaceGuard _guard = new(bounds);
    private OpenLog? _log;
    private Turn _turn;
    private long _waited;
    private long _nextOpen = long.MinValue;
    private long _nextRotation = long.MinValue;
    private readonly LogTally _tally = new(path);

    private enum Turn
    {
        None,

        /// <summary>Renamed, and a new file opened.</summary>
        Rotate,

        /// <summary>Only opened anew, if somebody renamed it.</summary>
        Reopen,
    }

    /// <summary>Absolute.</summary>
    public string Path { get; } = path;

    /// <summary>Whose output it holds; null while only readers use it.</summary>
    public string? App { get; set; }

    /// <summary>How many pipes and readers use this file; kept by <see cref="LogFiles"/> under its own lock.</summary>
    public int Users { get; set; }

    /// <summary>How many pipes write to it. With more than one, only whole lines may be written.</summary>
    public int Writers
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>What became of the bytes so far.</summary>
    public LogCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return _tally.Counters;
            }
        }
    }

    /// <summary>Counts changes, for <see cref="Await"/>.</summary>
    public long Version
    {
        get
        {
            lock (_gate)
            {
                return _waiters.Version;
            }
        }
    }

    /// <summary>
    /// Opens the file, so that it exists before its first line. One that is open but was deleted or renamed is left for the file that its
    /// path names now, which is made when there is none; pipes hold what is not written yet and write it to the new one.
    /// </summary>
    public void Open()
    {
        lock (_gate)
        {
            if (_log is { } log && !log.IsAt(Path))
            {
                OpenAnew();
            }

            _nextOpen = long.MinValue;
            _ = IsOpen();
        }
    }

    /// <summary>Closes the file; a later write opens it anew.</summary>
    public void Close()
    {
        lock (_gate)
        {
            CloseLocked();
        }
    }

    /// <summary>Moves bytes from a pipe to the end of the file without copying them through this process.</summary>
    /// <param name="pipe">A descriptor that does not block.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="moved">How many left the pipe, those that had to be dropped included.</param>
    /// <returns>What came of it.</returns>
    public MoveResult Move(int pipe, long most, out long moved)
    {
        lock (_gate)
        {
            if (!IsOpen())
            {
                moved = Discard(pipe, most);
                return MoveResult.Dropped;
            }

            moved = 0;
            if (_log!.Way != WriteWay.Splice || (_turn != Turn.None && !TryTurn()))
            {
                return MoveResult.NeedsCopy;
            }

            if (_log is null || _guard.Judge(_log) == SpaceVerdict.Dropping)
            {
                if (_log?.EndsLine() == false && _waited < LongestWait)
                {
                    return MoveResult.NeedsCopy;
                }

                moved = Discard(pipe, most);
                return MoveResult.Dropped;
            }

            var errno = _log.Splice(pipe, most, out moved, out var end);
            Wrote(moved, end);
            if (errno == 0)
            {
                return MoveResult.Moved;
            }

            if (errno == LibC.EINVAL)
            {
                return MoveResult.NeedsCopy;
            }

            _tally.Note("written", errno);
            moved += Discard(pipe, most - moved);
            return MoveResult.Dropped;
        }
    }

    /// <summary>Writes bytes at the end of the file; what cannot be written is dropped and counted.</summary>
    public MoveResult Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (bytes.Length > 0 && IsOpen() && (_turn != Turn.None || _guard.Judge(_log!) == SpaceVerdict.Dropping) && !_log!.EndsLine() && _waited < LongestWait)
            {
                // Something waits for the end of this line.
                var feed = bytes.IndexOf((byte)'\n') + 1;
                var rest = feed == 0 ? bytes.Length : feed;
                _waited = feed == 0 ? _waited + rest : 0;
                var result = WriteOpen(bytes[..rest]);
                if (result == MoveResult.Dropped)
                {
                    _tally.Dropped(bytes.Length - rest);
                    return result;
                }

                bytes = bytes[rest..];
            }

            if (bytes.Length == 0)
            {
                return MoveResult.Moved;
            }

            if (_log is not null && _turn != Turn.None)
            {
                _ = TryTurn();
            }

            if (!IsOpen() || _guard.Judge(_log!) == SpaceVerdict.Dropping)
            {
                _tally.Dropped(bytes.Length);
                return MoveResult.Dropped;
            }

            return WriteOpen(bytes);
        }
    }

    /// <summary>While output is dropped for want of space: throws away what a pipe holds.</summary>
    /// <returns>Whether that is so.</returns>
    public bool TryDiscard(int pipe, long most, out long gone)
    {
        lock (_gate)
        {
            gone = 0;
            if (IsOpen() && _guard.Judge(_log!) == SpaceVerdict.Writing)
            {
                return false;
            }

            gone = Discard(pipe, most);
            return true;
        }
    }

    /// <summary>How much was dropped since this was asked the last time, and why; null when nothing was, or the file is closed.</summary>
    public (long Bytes, string Reason)? TakeLoss()
    {
        lock (_gate)
        {
            return _log is { Way: not WriteWay.WriteOn } && _tally.TakeLoss() is > 0 and var lost
                ? (lost, _guard.Reason ?? "the file could not be written")
                : null;
        }
    }

    /// <summary>Makes sure that the next write begins a line: ends a line that was left unfinished.</summary>
    public void EndLine()
    {
        lock (_gate)
        {
            // Not counted, since no app wrote it; if it cannot be written, what follows cannot either.
            if (IsOpen() && _log!.Way != WriteWay.WriteOn && !_log.EndsLine() && _log.Write("\n"u8, out _) == 0)
            {
                _waiters.Wake();
            }
        }
    }

    /// <summary>Writes a line of the daemon's own. Not counted, since no app wrote it.</summary>
    public void Tell(ReadOnlySpan<byte> line)
    {
        lock (_gate)
        {
            if (IsOpen() && _log!.Way != WriteWay.WriteOn && _log.Write(line, out _) == 0)
            {
                _waiters.Wake();
            }
        }
    }

    /// <summary>Whether the file ends within a line.</summary>
    public bool IsWithinLine()
    {
        lock (_gate)
        {
            return IsOpen() && _log!.Way != WriteWay.WriteOn && !_log.EndsLine();
        }
    }

    /// <summary>Counts bytes that were dropped on the way to this file.</summary>
    public void Drop(long bytes)
    {
        lock (_gate)
        {
            _tally.Dropped(bytes);
        }
    }

    /// <summary>Rotates the file, now or at the end of the line that is being written; an empty one stays.</summary>
    public void Rotate() => TurnTo(Turn.Rotate);

    /// <summary>
    /// When the file was deleted or renamed, the next line goes to the file that its path names now, which is made when there is none.
    /// </summary>
    public void Reopen() => TurnTo(Turn.Reopen);

    /// <summary>
    /// Empties the file. When it was deleted or renamed while it was open, the file that the path names now is emptied, or made, and written
    /// from then on; one that was renamed keeps what it holds.
    /// </summary>
    /// <exception cref="IOException">It could not be emptied.</exception>
    public void Truncate()
    {
        lock (_gate)
        {
            // First, since it fails for a path that cannot be a log: then the file that is open stays so.
            LogFiles.TruncateByName(Path);
            if (_log is { } log && !log.IsAt(Path))
            {
                OpenAnew();
                if (_log is null)
                {
                    throw new IOException(_tally.Counters.Problem);
                }
            }

            _waiters.Wake();
        }
    }

    /// <summary>A task that ends with the next change, or null when there was one since <paramref name="version"/>.</summary>
    public TaskCompletionSource? Await(long version)
    {
        lock (_gate)
        {
            return _waiters.Version != version ? null : _waiters.Add();
        }
    }

    /// <summary>Nobody waits there any more.</summary>
    public void Leave(TaskCompletionSource waiter)
    {
        lock (_gate)
        {
            _waiters.Remove(waiter);
        }
    }

    /// <summary>Asks where this log's files went, for those who read them.</summary>
    public T Ask<T>(Func<LogRotations, T> question)
    {
        lock (_gate)
        {
            return question(_rotations);
        }
    }

    /// <summary>A reader is at a file now; null when it has left.</summary>
    public void Place(object reader, FileIdentity? file)
    {
        lock (_gate)
        {
            _rotations.Place(reader, file);
        }

        if (bounds.Limits is { Rotation.Compression: LogCompression.Gzip })
        {
            // What this reader has behind it may be compressed now.
            bounds.Reached(BoundReached.Rotated);
        }
    }

    private void TurnTo(Turn turn)
    {
        lock (_gate)
        {
            if (_log is { Way: not WriteWay.WriteOn } && _turn != Turn.Rotate && (turn == Turn.Rotate || !_log.IsAt(Path)))
            {
                _turn = turn;
                _waited = 0;
                _ = TryTurn();
            }
        }
    }

    /// <summary>Does what waits for the end of a line, if the file ends with one.</summary>
    private bool TryTurn()
    {
        var log = _log!;
        if (!log.EndsLine() && _waited < LongestWait)
        {
            return false;
        }

        var turn = _turn;
        _turn = Turn.None;
        if (turn == Turn.Reopen || !log.IsAt(Path))
        {
            OpenAnew();
        }
        else if (log.End > 0)
        {
            var errno = _rotations.Rename(log);
            if (errno == 0)
            {
                OpenAnew();
                bounds.Reached(BoundReached.Rotated);
            }
            else
            {
                _tally.Note("rotated", errno);
                _nextRotation = Environment.TickCount64 + RetryMilliseconds;
            }
        }

        return true;
    }

    private MoveResult WriteOpen(ReadOnlySpan<byte> bytes)
    {
        var errno = _log!.Write(bytes, out var done);
        Wrote(done, done > 0 && bounds.SizeLimit < long.MaxValue && _log.Way != WriteWay.WriteOn ? _log.End : 0);
        if (errno == 0)
        {
            return MoveResult.Moved;
        }

        _tally.Note("written", errno);
        _tally.Dropped(bytes.Length - done);
        return MoveResult.Dropped;
    }

    private void OpenAnew()
    {
        CloseLocked();
        _nextOpen = long.MinValue;
        _ = IsOpen();
        _waiters.Wake();
    }

    private void CloseLocked()
    {
        _log?.Dispose();
        _log = null;
        _turn = Turn.None;
    }

    private bool IsOpen()
    {
        if (_log is not null)
        {
            return true;
        }

        var now = Environment.TickCount64;
        if (now < _nextOpen)
        {
            return false;
        }

        _log = OpenLog.TryOpen(Path, out var errno);
        if (_log is null)
        {
            _tally.Note("written", errno);
            _nextOpen = now + RetryMilliseconds;
            return false;
        }

        _waited = 0;
        _guard.Renew();
        return true;
    }

    private long Discard(int pipe, long most)
    {
        var gone = NullDevice.Take(pipe, most);
        _tally.Dropped(gone);
        return gone;
    }

    private void Wrote(long bytes, long end)
    {
        if (bytes <= 0)
        {
            return;
        }

        _tally.Wrote(bytes);
        _guard.Spend(bytes);
        _waiters.Wake();
        if (end >= bounds.SizeLimit && _turn == Turn.None && Environment.TickCount64 >= _nextRotation)
        {
            _turn = Turn.Rotate;
            _waited = 0;
            _ = TryTurn();
        }
    }
}
