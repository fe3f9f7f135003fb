namespace ActorPm.Processes.Output;

/// <summary>The log files in use, one object for each path, whoever writes to it or waits for it.</summary>
internal sealed class LogFiles : ILogFiles, IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, LogFile> _files = new(StringComparer.Ordinal);

    /// <summary>A pipe begins to write to a path.</summary>
    public LogFile Attach(string path)
    {
        lock (_gate)
        {
            var file = Use(path);
            file.Writers++;
            file.Open();
            if (file.Writers == 2)
            {
                // The first may be in the middle of a line: that one is cut in two rather than mixed with a line of the second. From now
                // on each line is whole.
                file.EndLine();
            }

            return file;
        }
    }

    /// <summary>A pipe is done with a file; the last one closes it.</summary>
    public void Detach(LogFile file)
    {
        lock (_gate)
        {
            file.Writers--;
            if (file.Writers == 0)
            {
                file.Close();
            }

            Unuse(file);
        }
    }

    /// <inheritdoc/>
    public void Truncate(string path)
    {
        LogFile? file;
        lock (_gate)
        {
            _files.TryGetValue(path, out file);
        }

        if (file is null)
        {
            LogFile.TruncateByName(path);
        }
        else
        {
            file.Truncate();
        }
    }

    /// <inheritdoc/>
    public LogCounters Counters(string path)
    {
        lock (_gate)
        {
            return _files.TryGetValue(path, out var file) ? file.Counters : new LogCounters(0, 0, null);
        }
    }

    /// <inheritdoc/>
    public async Task WaitForChangeAsync(string path, long position, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        LogFile file;
        lock (_gate)
        {
            file = Use(path);
        }

        try
        {
            if (file.Await(position) is { } waiter)
            {
                using var registration = cancellation.UnsafeRegister(static (state, token) => ((TaskCompletionSource)state!).TrySetCanceled(token), waiter);
                try
                {
                    await waiter.Task.ConfigureAwait(false);
                }
                finally
                {
                    file.Leave(waiter);
                }
            }
        }
        finally
        {
            lock (_gate)
            {
                Unuse(file);
            }
        }
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            foreach (var file in _files.Values)
            {
                file.Close();
            }
        }
    }

    private LogFile Use(string path)
    {
        if (!_files.TryGetValue(path, out var file))
        {
            file = new LogFile(path);
            _files.Add(path, file);
        }

        file.Users++;
        return file;
    }

    private void Unuse(LogFile file)
    {
        if (--file.Users == 0)
        {
            _files.Remove(file.Path);
        }
    }
}
