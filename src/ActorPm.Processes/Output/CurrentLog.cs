using ActorPm.Core.Logs;

namespace ActorPm.Processes.Output;

/// <summary>The file at a log's path while the log is written: how it is opened, left for another, and renamed. Used under its log's lock.</summary>
/// <remarks>
/// A file is rotated, reopened and closed to output for want of space at the end of a line. When the file ends within a line, the wish waits
/// until that line's feed is written; a line longer than <see cref="LongestWait"/> is cut.
/// </remarks>
internal sealed class CurrentLog(string path, LogBounds bounds, LogRotations rotations, LogTally tally, LogWaiters waiters)
{
    /// <summary>How long a file that could not be opened or renamed is left alone before the next try, in milliseconds.</summary>
    private const int RetryMilliseconds = 1000;

    /// <summary>So many bytes of one line are written before it is cut, when something waits for its end.</summary>
    private const int LongestWait = 1024 * 1024;

    private readonly SpaceGuard _guard = new(bounds);
    private LogTurn _turn;
    private TaskCompletionSource? _turned;
    private long _waited;
    private long _rotatedAfter = -1;
    private long _nextOpen = long.MinValue;
    private long _nextRotation = long.MinValue;

    /// <summary>The file; null while it is closed.</summary>
    public OpenLog? Log { get; private set; }

    /// <summary>Whether the file is to be left at the end of a line.</summary>
    public bool IsTurning => _turn != LogTurn.None;

    /// <summary>Whether the open file may not be written for want of space.</summary>
    public bool IsDropping => _guard.Judge(Log!) == SpaceVerdict.Dropping;

    /// <summary>Whether the open file ends within a line that is still to be finished before something else may happen.</summary>
    public bool IsOwedLineEnd => _waited < LongestWait && !Log!.EndsLine();

    /// <summary>Whether this log is rotated faster than old files are deleted.</summary>
    public bool IsAhead => bounds.Lag.IsTooLong(bounds.LeastBudget) && _rotatedAfter == bounds.Lag.Looks;

    /// <summary>How many bytes may be written at once, after <see cref="IsDropping"/> was denied.</summary>
    public long Leash => _guard.Leash;

    /// <summary>Why output is dropped.</summary>
    public string? Reason => _guard.Reason;

    /// <summary>The end of a line is awaited, and so many bytes of it were written.</summary>
    /// <param name="bytes">How many, the feed excluded; 0 when the feed was written.</param>
    public void Waited(int bytes) => _waited = bytes == 0 ? 0 : _waited + bytes;

    /// <summary>Opens the file unless it is open.</summary>
    /// <returns>Whether it is open; the reason why not is noted.</returns>
    public bool IsOpen()
    {
        if (Log is not null)
        {
            return true;
        }

        var now = Environment.TickCount64;
        if (now < _nextOpen)
        {
            return false;
        }

        Log = OpenLog.TryOpen(path, out var errno);
        if (Log is null)
        {
            tally.Note("written", errno);
            _nextOpen = now + RetryMilliseconds;
            return false;
        }

        _waited = 0;
        _guard.Renew();
        return true;
    }

    /// <summary>Opens the file without regard to an attempt that has just failed.</summary>
    public void OpenNow()
    {
        _nextOpen = long.MinValue;
        _ = IsOpen();
    }

    /// <summary>Leaves the file for the one that the path names now.</summary>
    public void OpenAnew()
    {
        Close();
        OpenNow();
        waiters.Wake();
    }

    /// <summary>Leaves an open file that somebody deleted or renamed, even within a line.</summary>
    public void OpenIfMoved()
    {
        if (Log is { Way: not WriteWay.WriteOn } log && !log.IsAt(path))
        {
            OpenAnew();
        }
    }

    /// <summary>Closes the file.</summary>
    public void Close()
    {
        Log?.Dispose();
        Log = null;
        Turned();
    }

    /// <summary>Ends when nothing waits for the end of a line any more.</summary>
    public Task TurnedAsync() => IsTurning
        ? (_turned ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task
        : Task.CompletedTask;

    /// <summary>Leaves the file, now or at the end of the line that is being written. One that cannot be renamed stays, and so does a closed one.</summary>
    public void TurnTo(LogTurn turn)
    {
        if (Log is { Way: not WriteWay.WriteOn } log && _turn != LogTurn.Rotate && (turn == LogTurn.Rotate || !log.IsAt(path)))
        {
            Begin(turn);
        }
    }

    /// <summary>Does what waits for the end of a line, if the file ends with one.</summary>
    /// <returns>Whether nothing waits any more; the file may be closed then, when the next one could not be opened.</returns>
    public bool TryTurn()
    {
        var log = Log!;
        if (IsOwedLineEnd)
        {
            return false;
        }

        var turn = _turn;
        Turned();
        if (turn == LogTurn.Reopen || !log.IsAt(path))
        {
            OpenAnew();
        }
        else if (log.End is > 0 and var bytes)
        {
            var errno = rotations.Rename(log);
            if (errno == 0)
            {
                OpenAnew();
                bounds.Lag.Rotated(bytes);
                _rotatedAfter = bounds.Lag.Looks;
                bounds.Reached(BoundReached.Rotated);
            }
            else
            {
                tally.Note("rotated", errno);
                _nextRotation = Environment.TickCount64 + RetryMilliseconds;
            }
        }

        return true;
    }

    /// <summary>Bytes reached the file; it is rotated when it is long enough.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="end">Where the file ends; 0 when that does not matter.</param>
    public void Wrote(long bytes, long end)
    {
        if (bytes <= 0)
        {
            return;
        }

        tally.Wrote(bytes);
        _guard.Spend(bytes);
        waiters.Wake();
        if (end >= bounds.SizeLimit && _turn == LogTurn.None && Environment.TickCount64 >= _nextRotation)
        {
            Begin(LogTurn.Rotate);
        }
    }

    private void Turned()
    {
        _turn = LogTurn.None;
        _turned?.SetResult();
        _turned = null;
    }

    private void Begin(LogTurn turn)
    {
        _turn = turn;
        _waited = 0;
        _ = TryTurn();
    }
}

/// <summary>For what a log's file is left.</summary>
internal enum LogTurn
{
    /// <summary>It is not left.</summary>
    None,

    /// <summary>It is renamed, and a new one opened.</summary>
    Rotate,

    /// <summary>Somebody renamed or deleted it: the one at the path is opened.</summary>
    Reopen,
}
