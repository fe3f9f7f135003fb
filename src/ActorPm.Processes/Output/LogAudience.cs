using ActorPm.Core.Logs;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>What the readers of one log ask and are told. Takes the log's lock for each question.</summary>
internal sealed class LogAudience(Lock gate, LogWaiters waiters, LogRotations rotations, LogBounds bounds)
{
    /// <summary>Counts changes, for <see cref="Await"/>.</summary>
    public long Version
    {
        get
        {
            lock (gate)
            {
                return waiters.Version;
            }
        }
    }

    /// <summary>A task that ends with the next change, or null when there was one since <paramref name="version"/>.</summary>
    public TaskCompletionSource? Await(long version)
    {
        lock (gate)
        {
            return waiters.Version != version ? null : waiters.Add();
        }
    }

    /// <summary>Nobody waits there any more.</summary>
    public void Leave(TaskCompletionSource waiter)
    {
        lock (gate)
        {
            waiters.Remove(waiter);
        }
    }

    /// <summary>Asks where this log's files went.</summary>
    public T Ask<T>(Func<LogRotations, T> question)
    {
        lock (gate)
        {
            return question(rotations);
        }
    }

    /// <summary>A reader is at a file now; null when it has left.</summary>
    public void Place(object reader, FileIdentity? file)
    {
        lock (gate)
        {
            rotations.Place(reader, file);
        }

        if (bounds.Limits is { Rotation.Compression: LogCompression.Gzip })
        {
            // What this reader has behind it may be compressed now.
            bounds.Reached(BoundReached.Rotated);
        }
    }
}
