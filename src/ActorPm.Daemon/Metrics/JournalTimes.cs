namespace ActorPm.Daemon.Metrics;

/// <summary>How long the journal took for commands. Written by one thread at a time, read by any.</summary>
internal sealed class JournalTimes
{
    private long _writes;
    private long _ticks;
    private long _failures;

    /// <summary>Commands that were written.</summary>
    public long Writes => Interlocked.Read(ref _writes);

    /// <summary>How long that took in all.</summary>
    public TimeSpan Time => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));

    /// <summary>Writes that failed.</summary>
    public long Failures => Interlocked.Read(ref _failures);

    /// <summary>A command was written.</summary>
    public void Wrote(TimeSpan time)
    {
        Interlocked.Increment(ref _writes);
        Interlocked.Add(ref _ticks, time.Ticks);
    }

    /// <summary>A command could not be written.</summary>
    public void Failed() => Interlocked.Increment(ref _failures);
}
