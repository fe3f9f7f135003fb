using ActorPm.Core.Logs;

namespace ActorPm.Processes.Output;

/// <summary>The log files that the daemon writes, by absolute path. The only writer of app logs.</summary>
public interface ILogFiles
{
    /// <summary>
    /// Empties a log file, whether or not an app writes to it at the moment. A file that was deleted or renamed under a writer is made anew and
    /// written from then on; one that nobody writes to and that does not exist stays away.
    /// </summary>
    /// <exception cref="IOException">The file could not be emptied.</exception>
    void Truncate(string path);

    /// <summary>How much was written and how much had to be dropped since the daemon began to write this file; zeros for an unknown one.</summary>
    LogCounters Counters(string path);

    /// <summary>
    /// Leaves files that were renamed or deleted by others and makes new ones at their paths. Nothing is lost: an unfinished line is finished in
    /// the old file; one whose end does not come within a quarter of a second stays there, and its rest begins the new file.
    /// </summary>
    /// <returns>Ends when no old file is written any more.</returns>
    Task ReopenAsync();

    /// <summary>From now on these limits hold, for the files in use as well.</summary>
    void Apply(LogLimits limits);

    /// <summary>Begins to read a log; the reader is at its beginning. A log that does not exist is read when it does.</summary>
    /// <param name="path">The log file.</param>
    ILogReader Read(string path);
}

/// <summary>What became of the bytes of a log.</summary>
/// <param name="WrittenBytes">Bytes that reached the file.</param>
/// <param name="DroppedBytes">Bytes that could not be written (disk full) and were dropped, so that no app has to wait.</param>
/// <param name="Problem">Why bytes were dropped the last time, in one sentence; null when none were.</param>
public sealed record LogCounters(long WrittenBytes, long DroppedBytes, string? Problem);
