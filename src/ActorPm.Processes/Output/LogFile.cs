namespace ActorPm.Processes.Output;

/// <summary>
/// One log file and all that is known of it. Written only while its lock is held, which is hardly ever contended: the event thread
/// writes, others only empty it, turn it or wait for it.
/// </summary>
internal sealed class LogFile
{
    private readonly Lock _gate = new();
    private readonly LogWaiters _waiters = new();
    private readonly LogBounds _bounds;
    private readonly LogTally _tally;
    private readonly CurrentLog _current;

    public LogFile(string path, LogBounds bounds)
    {
        Path = path;
        _bounds = bounds;
        _tally = new LogTally(path);
        var rotations = new LogRotations(path, bounds);
        _current = new CurrentLog(path, bounds, rotations, _tally, _waiters);
        Losses = new LogLosses(_gate, _current, _tally);
        Lines = new LogLines(_gate, _current, _waiters);
        Audience = new LogAudience(_gate, _waiters, rotations, bounds);
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>For those who write lines to it.</summary>
    public LogLines Lines { get; }

    /// <summary>What became of its bytes.</summary>
    public LogLosses Losses { get; }

    /// <summary>For those who read it.</summary>
    public LogAudience Audience { get; }

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

    /// <summary>Whether its writers should wait for a moment: it is rotated faster than old files are deleted.</summary>
    public bool IsHeld
    {
        get
        {
            lock (_gate)
            {
                return _current.IsAhead;
            }
        }
    }

    /// <summary>
    /// Opens the file, so that it exists before its first line. One that was deleted or renamed is left for the one at its path, which is made.
    /// </summary>
    public void Open()
    {
        lock (_gate)
        {
            _current.OpenIfMoved();
            _current.OpenNow();
        }
    }

    /// <summary>Closes the file; a later write opens it anew.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _current.Close();
            Lines.Forget();
        }
    }

    /// <summary>Moves bytes from a pipe to the end of the file without copying them through this process.</summary>
    /// <param name="pipe">A descriptor that does not block.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="writer">Who moves them, see <see cref="LogLines.TurnOf"/>.</param>
    /// <param name="moved">How many left the pipe, those that had to be dropped included.</param>
    /// <returns>What came of it.</returns>
    public MoveResult Move(int pipe, long most, object writer, out long moved)
    {
        lock (_gate)
        {
            if (!_current.IsOpen())
            {
                moved = Losses.Discard(pipe, most);
                return MoveResult.Dropped;
            }

            moved = 0;
            if (_current.Log!.Way != WriteWay.Splice || (_current.IsTurning && !_current.TryTurn()))
            {
                return MoveResult.NeedsCopy;
            }

            if (_current.Log is not { } log || _current.IsDropping)
            {
                if (_current.Log is not null && _current.IsOwedLineEnd)
                {
                    return MoveResult.NeedsCopy;
                }

                moved = Losses.Discard(pipe, most);
                return MoveResult.Dropped;
            }

            Lines.LastWriter = writer;
            var errno = log.Splice(pipe, Math.Min(most, _current.Leash), out moved, out var end);
            _current.Wrote(moved, end);
            if (errno == 0)
            {
                return MoveResult.Moved;
            }

            if (errno == Native.LibC.EINVAL)
            {
                return MoveResult.NeedsCopy;
            }

            _tally.Note("written", errno);
            moved += Losses.Discard(pipe, most - moved);
            return MoveResult.Dropped;
        }
    }

    /// <summary>Writes bytes at the end of the file; what cannot be written is dropped and counted.</summary>
    /// <param name="bytes">What to write.</param>
    /// <param name="writer">Who writes it, see <see cref="LogLines.TurnOf"/>.</param>
    /// <param name="spool">Is told before and after each write to the file.</param>
    public MoveResult Write(ReadOnlySpan<byte> bytes, object writer, LineSpool spool)
    {
        lock (_gate)
        {
            Lines.LastWriter = writer;
            if (bytes.Length > 0 && _current.IsOpen() && (_current.IsTurning || _current.IsDropping) && _current.IsOwedLineEnd)
            {
                // Something waits for the end of this line.
                var feed = bytes.IndexOf((byte)'\n') + 1;
                var rest = feed == 0 ? bytes.Length : feed;
                _current.Waited(feed == 0 ? rest : 0);
                var result = WriteOpen(bytes[..rest], spool, rest < bytes.Length ? spool.LineEnd : spool.PieceEnd);
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

            if (_current is { Log: not null, IsTurning: true })
            {
                _ = _current.TryTurn();
            }

            if (!_current.IsOpen() || _current.IsDropping)
            {
                _tally.Dropped(bytes.Length);
                return MoveResult.Dropped;
            }

            return WriteOpen(bytes, spool, spool.PieceEnd);
        }
    }

    /// <summary>Rotates the file, now or at the end of the line that is being written; an empty one stays.</summary>
    public void Rotate()
    {
        lock (_gate)
        {
            _current.TurnTo(LogTurn.Rotate);
        }
    }

    /// <summary>When the file was deleted or renamed, the next line goes to the file that its path names now, which is made when there is none.</summary>
    /// <returns>Ends when that is done: it waits for the end of the line that is being written, see <see cref="ReopenNow"/>.</returns>
    public Task ReopenAsync()
    {
        lock (_gate)
        {
            _current.TurnTo(LogTurn.Reopen);
            return _current.TurnedAsync();
        }
    }

    /// <summary>As <see cref="ReopenAsync"/>, but an unfinished line stays where it is, and its rest begins the new file.</summary>
    public void ReopenNow()
    {
        lock (_gate)
        {
            _current.OpenIfMoved();
        }
    }

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
            if (_current.Log is { } log && !log.IsAt(Path))
            {
                _current.OpenAnew();
                if (_current.Log is null)
                {
                    throw new IOException(_tally.Counters.Problem);
                }
            }

            _waiters.Wake();
        }
    }

    private MoveResult WriteOpen(ReadOnlySpan<byte> bytes, LineSpool spool, long spoolEnd)
    {
        // Done is said before the file may be rotated: a later daemon would not find it any more.
        var log = _current.Log!;
        var end = log.End;
        spool.Announce(log, end, bytes.Length, spoolEnd);
        var errno = log.Write(bytes, end, out var done);
        spool.Done();
        _current.Wrote(done, done > 0 && _bounds.SizeLimit < long.MaxValue && log.Way != WriteWay.WriteOn ? log.End : 0);
        if (errno == 0)
        {
            return MoveResult.Moved;
        }

        _tally.Note("written", errno);
        _tally.Dropped(bytes.Length - done);
        return MoveResult.Dropped;
    }
}
