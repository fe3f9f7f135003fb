namespace ActorPm.Processes.Output;

/// <summary>
/// How much was rotated since the keeper of the logs looked at the disk the last time. A log that is rotated faster than old files are deleted
/// is held for the moment that the keeper needs: its app waits at its full pipe, as it would at a slow disk, and the budget holds.
/// </summary>
internal sealed class KeeperLag
{
    /// <summary>No log is held longer, in milliseconds: a keeper that hangs at a sick file system must not hang apps.</summary>
    private const int LongestHold = 1000;

    private long _untended;
    private long _looks;
    private long _behindSince = long.MaxValue;

    /// <summary>How often the keeper has looked; a log that was rotated since then is part of the lag.</summary>
    public long Looks => Volatile.Read(ref _looks);

    /// <summary>How many bytes were rotated since.</summary>
    public long Bytes => Volatile.Read(ref _untended);

    /// <summary>Whether so much was rotated that logs of which it came should be held.</summary>
    /// <param name="budget">The smallest of the budgets, in bytes.</param>
    public bool IsTooLong(long budget) =>
        Bytes >= budget / 4 && Volatile.Read(ref _behindSince) is < long.MaxValue and var since && Environment.TickCount64 - since < LongestHold;

    /// <summary>A log of so many bytes was rotated.</summary>
    public void Rotated(long bytes)
    {
        Interlocked.CompareExchange(ref _behindSince, Environment.TickCount64, long.MaxValue);
        Interlocked.Add(ref _untended, bytes);
    }

    /// <summary>The keeper has looked, and deleted what is too much.</summary>
    /// <param name="bytes">How many bytes were rotated when it began to.</param>
    public void Tended(long bytes)
    {
        Volatile.Write(ref _behindSince, long.MaxValue);
        Interlocked.Increment(ref _looks);
        if (Interlocked.Add(ref _untended, -bytes) > 0)
        {
            Volatile.Write(ref _behindSince, Environment.TickCount64);
        }
    }
}
