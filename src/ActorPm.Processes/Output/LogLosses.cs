namespace ActorPm.Processes.Output;

/// <summary>What became of the bytes of one log, and what is dropped on the way to it. Takes the log's lock for each question.</summary>
internal sealed class LogLosses(Lock gate, CurrentLog current, LogTally tally)
{
    /// <summary>What became of the bytes so far.</summary>
    public LogCounters Counters
    {
        get
        {
            lock (gate)
            {
                return tally.Counters;
            }
        }
    }

    /// <summary>How much was dropped since this was asked the last time, and why; null when nothing was, or the file is closed.</summary>
    public (long Bytes, string Reason)? Take()
    {
        lock (gate)
        {
            return current.Log is { Way: not WriteWay.WriteOn } && tally.TakeLoss() is > 0 and var lost
                ? (lost, current.Reason ?? "the file could not be written")
                : null;
        }
    }

    /// <summary>Counts bytes that were dropped on the way to the file.</summary>
    public void Add(long bytes)
    {
        lock (gate)
        {
            tally.Dropped(bytes);
        }
    }

    /// <summary>While output is dropped for want of space: throws away what a pipe holds.</summary>
    /// <returns>Whether that is so.</returns>
    public bool TryDiscard(int pipe, long most, out long gone)
    {
        lock (gate)
        {
            gone = 0;
            if (current.IsOpen() && !current.IsDropping)
            {
                return false;
            }

            gone = Discard(pipe, most);
            return true;
        }
    }

    /// <summary>Throws away what a pipe holds. Under the log's lock.</summary>
    /// <returns>How many bytes.</returns>
    public long Discard(int pipe, long most)
    {
        var gone = NullDevice.Take(pipe, most);
        tally.Dropped(gone);
        return gone;
    }
}
