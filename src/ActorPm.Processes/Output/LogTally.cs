using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>Counts what became of a log's bytes. Used under its file's lock.</summary>
/// <param name="path">For people.</param>
internal sealed class LogTally(string path)
{
    private long _written;
    private long _dropped;
    private long _told;
    private string? _problem;

    /// <summary>What became of the bytes so far.</summary>
    public LogCounters Counters => new(_written, _dropped, _problem);

    /// <summary>Bytes reached the file.</summary>
    public void Wrote(long bytes) => _written += bytes;

    /// <summary>Bytes were dropped.</summary>
    public void Dropped(long bytes) => _dropped += bytes;

    /// <summary>Why something could not be done.</summary>
    public void Note(string done, int errno) => _problem = $"The log file {path} cannot be {done}: {LibC.Describe(errno)}.";

    /// <summary>How much was dropped since this was asked the last time.</summary>
    public long TakeLoss()
    {
        var lost = _dropped - _told;
        _told = _dropped;
        return lost;
    }
}
