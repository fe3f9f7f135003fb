namespace ActorPm.Processes.Output;

/// <summary>
/// Reads one log on and on, over its rotations: the rest of a rotated file first, then the files that followed it, then the one at the path.
/// The files are the buffer: no app waits for a reader. One that falls behind further than rotated files are kept goes on with the oldest
/// that is left. Not for two threads at a time.
/// </summary>
public interface ILogReader : IDisposable
{
    /// <summary>Moves within the file at the path.</summary>
    /// <param name="position">Finds the position, given the open file; not called when there is no such file.</param>
    void Start(Func<FileStream, long> position);

    /// <summary>Reads what comes next.</summary>
    /// <returns>How many bytes; 0 when there is nothing more now, see <see cref="WaitAsync"/>.</returns>
    ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation);

    /// <summary>Steps back over bytes that the last <see cref="ReadAsync"/> gave, so that the next one gives them again.</summary>
    /// <param name="bytes">How many, at most what it gave.</param>
    void Unread(int bytes);

    /// <summary>Waits until the daemon has written to the log, emptied or rotated it since the last <see cref="ReadAsync"/> began.</summary>
    Task WaitAsync(CancellationToken cancellation);
}
