using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <inheritdoc cref="ILogReader"/>
internal sealed class LogReader(LogFiles files, LogFile log) : ILogReader
{
    private FileStream? _file;
    private FileIdentity? _identity;
    private long _position;
    private long _seen;
    private long _rotations = log.Audience.Ask(rotations => rotations.Count);
    private int _disposed;

    /// <inheritdoc/>
    public void Start(Func<FileStream, long> position)
    {
        (_seen, _rotations) = (log.Audience.Version, log.Audience.Ask(rotations => rotations.Count));
        Open(log.Path);
        _position = _file is null ? 0 : position(_file);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
    {
        _seen = log.Audience.Version;
        if (_file is null)
        {
            // There was none when this reader came; what was made and rotated since then is read first.
            _ = Follow(rotations => rotations.Since(_rotations));
        }

        while (_file is not null)
        {
            // In this order: nothing is written to a file any more once its path leads elsewhere.
            var complete = FileIdentity.Of(log.Path) is { } there && there != _identity;
            if (_file.Length < _position)
            {
                // It was emptied.
                _position = 0;
            }

            var read = await RandomAccess.ReadAsync(_file.SafeFileHandle, buffer, _position, cancellation).ConfigureAwait(false);
            _position += read;
            if (read > 0 || !complete)
            {
                return read;
            }

            GoOn();
        }

        return 0;
    }

    /// <inheritdoc/>
    public void Unread(int bytes) => _position -= bytes;

    /// <inheritdoc/>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (log.Audience.Await(_seen) is not { } waiter)
        {
            return;
        }

        using var registration = cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
        try
        {
            await waiter.Task.ConfigureAwait(false);
        }
        finally
        {
            log.Audience.Leave(waiter);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            Close();
            log.Audience.Place(this, null);
            files.Release(log);
        }
    }

    /// <summary>To the file that followed the one that is read to its end.</summary>
    private void GoOn()
    {
        // What followed may have been deleted meanwhile, for want of space or by the count: then on with the next that is left.
        var identity = _identity!.Value;
        var next = Follow(rotations => rotations.After(identity));
        while (_file is null && next != log.Path)
        {
            var gone = next;
            next = Follow(rotations => rotations.After(gone));
        }
    }

    /// <summary>Opens the file where the log goes on.</summary>
    /// <returns>Its path.</returns>
    private string Follow(Func<LogRotations, string> where)
    {
        while (true)
        {
            var next = log.Audience.Ask(where);
            Open(next);
            if (log.Audience.Ask(where) == next)
            {
                return next;
            }

            // It was rotated in between: what was opened at its path is a later file.
        }
    }

    private void Open(string path)
    {
        Close();
        _position = 0;
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (!file.CanSeek)
            {
                // /dev/null and the like hold nothing to show.
                file.Dispose();
                return;
            }

            _file = file;
            _identity = FileIdentity.Of((int)file.SafeFileHandle.DangerousGetHandle());
            log.Audience.Place(this, _identity);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or gone, or a directory, or not ours to read: nothing to show of this one.
        }
    }

    private void Close()
    {
        _file?.Dispose();
        _file = null;
        _identity = null;
    }
}
