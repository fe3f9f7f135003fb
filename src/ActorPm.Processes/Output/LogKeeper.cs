using ActorPm.Core.Logs;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>
/// The background worker of the logs: deletes rotated files that are too many or too much, has them compressed, and rotates by the clock. A
/// thread of its own with low priority, which sleeps until a log was rotated, space runs short or the clock says so.
/// </summary>
internal sealed class LogKeeper : IDisposable
{
    /// <summary>How nice the thread is to others, as of nice(1).</summary>
    private const int Nice = 10;

    /// <summary>The shortest time between two looks at the disk, and between two when space is short or much was rotated, in milliseconds.</summary>
    private const int RestMilliseconds = 100, ShortRestMilliseconds = 2;

    /// <summary>The clock may be set: look at it this often at least.</summary>
    private static readonly TimeSpan _longestSleep = TimeSpan.FromMinutes(10);

    private readonly LogFiles _files;
    private readonly LogBounds _bounds;
    private readonly AutoResetEvent _wake = new(false);
    private readonly ManualResetEventSlim _urgent = new();
    private readonly ManualResetEventSlim _stop = new();
    private Thread? _thread;

    public LogKeeper(LogFiles files, LogBounds bounds)
    {
        _files = files;
        _bounds = bounds;
        bounds.Reached = bound =>
        {
            if (bound == BoundReached.NoSpace || bounds.Lag.Bytes >= bounds.LeastBudget / 8)
            {
                _urgent.Set();
            }

            _wake.Set();
        };
    }

    /// <summary>Begins to work, with the first log. Not for two threads at a time.</summary>
    public void Start()
    {
        if (_thread is null && !_stop.IsSet)
        {
            _thread = new Thread(Run) { Name = "log-keeper", IsBackground = true };
            _thread.Start();
        }
    }

    /// <summary>Other limits hold now.</summary>
    public void LookAgain() => _wake.Set();

    /// <summary>Ends the thread.</summary>
    public void Dispose()
    {
        _bounds.Reached = _ => { };
        _stop.Set();
        _urgent.Set();
        _wake.Set();
        _thread?.Join();
    }

    private void Run()
    {
        _ = LibC.setpriority(LibC.PRIO_PROCESS, 0, Nice);
        var rotation = _bounds.Limits?.Rotation;
        var next = Next(rotation);
        while (!_stop.IsSet)
        {
            if (_bounds.Limits is { } limits)
            {
                Tend(limits);
            }

            _ = _wake.WaitOne(SleepUntil(next));
            if (_bounds.Limits?.Rotation != rotation)
            {
                rotation = _bounds.Limits?.Rotation;
                next = Next(rotation);
            }
            else if (next is { } due && due <= _bounds.Clock.GetUtcNow())
            {
                foreach (var file in _files.Written)
                {
                    file.Rotate();
                }

                next = Next(rotation);
            }
        }
    }

    private DateTimeOffset? Next(RotationSettings? rotation) => rotation?.Schedule.Next(_bounds.Clock.GetUtcNow(), rotation.Zone);

    private TimeSpan SleepUntil(DateTimeOffset? next)
    {
        if (next is not { } due)
        {
            return Timeout.InfiniteTimeSpan;
        }

        var left = due - _bounds.Clock.GetUtcNow();
        return left < TimeSpan.Zero ? TimeSpan.Zero : left < _longestSleep ? left + TimeSpan.FromMilliseconds(1) : _longestSleep;
    }

    private void Tend(LogLimits limits)
    {
        LogPacking result;
        do
        {
            if (!_stop.IsSet)
            {
                _urgent.Reset();
            }

            var kept = KeepWithin(limits);
            result = limits.Rotation.Compression == LogCompression.Gzip && Packable(kept) is { } rotated ? LogPacker.Pack(rotated, _urgent) : LogPacking.Nothing;

            // A log that is rotated all the time is not looked at all the time, unless space runs short.
            _ = _stop.Wait(ShortRestMilliseconds);
            if (result == LogPacking.Nothing)
            {
                _ = _urgent.Wait(RestMilliseconds);
            }
        }
        while (!_stop.IsSet && result != LogPacking.Nothing);
    }

    /// <summary>Deletes what is too much.</summary>
    /// <returns>What is left of the rotated files.</returns>
    private List<StoredLog> KeepWithin(LogLimits limits)
    {
        var lag = _bounds.Lag.Bytes;
        var written = _files.Written;
        var store = LogStore.Look(written, _bounds, limits);
        var plan = LogBudget.Plan(store.Files, limits, _bounds.HomeBudget, store.Missing);
        foreach (var file in plan.Deletions)
        {
            // What cannot be deleted is not ours any more; it is counted and tried again the next time.
            _ = LibC.unlink(file.Path);
        }

        _bounds.Lag.Tended(lag);
        foreach (var file in plan.Rotations)
        {
            written.FirstOrDefault(log => LogStore.RealPath(log.Path) == file.Path)?.Rotate();
        }

        return [.. store.Files.Where(file => file.Kind == StoredLogKind.Rotated && !store.Missing.ContainsKey(file.FileSystem)).Except(plan.Deletions)];
    }

    /// <summary>The oldest rotated file that is not compressed and that nobody is going to read on his way.</summary>
    private string? Packable(List<StoredLog> rotated)
    {
        var used = _files.Used;
        return rotated
            .Where(file => !file.Path.EndsWith(RotatedNames.Compressed, StringComparison.Ordinal) && !used.Any(log => log.Audience.Ask(rotations => rotations.IsAwaited(file.Path))))
            .MinBy(file => file.WrittenAt)?.Path;
    }
}
