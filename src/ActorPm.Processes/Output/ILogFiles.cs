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
    /// Completes at once when the file is longer than <paramref name="position"/> or shorter (it was emptied), else as soon as the
    /// daemon has written to it or emptied it. A reader that is slow simply calls later: the file is the buffer, no app ever waits for a reader.
    /// </summary>
    /// <param name="path">The log file.</param>
    /// <param name="position">Up to where the reader has read, in bytes.</param>
    /// <param name="cancellation">Ends the wait with an <see cref="OperationCanceledException"/>.</param>
    Task WaitForChangeAsync(string path, long position, CancellationToken cancellation);
}

/// <summary>What became of the bytes of a log.</summary>
/// <param name="WrittenBytes">Bytes that reached the file.</param>
/// <param name="DroppedBytes">Bytes that could not be written (disk full) and were dropped, so that no app has to wait.</param>
/// <param name="Problem">Why bytes were dropped the last time, in one sentence; null when none were.</param>
public sealed record LogCounters(long WrittenBytes, long DroppedBytes, string? Problem);
