using ActorPm.Core.Logs;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>The log files in use, one object for each path, whoever writes to it or reads it.</summary>
internal sealed class LogFiles : ILogFiles, IDisposable
{
    /// <summary>A line that an app is writing ends within this time; one that does not is a prompt, or its app is stopped.</summary>
    private static readonly TimeSpan _lineEndPatience = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly Dictionary<string, LogFile> _files = new(StringComparer.Ordinal);
    private readonly LogBounds _bounds;
    private readonly LogKeeper _keeper;

    public LogFiles(LogBounds bounds)
    {
        _bounds = bounds;
        _keeper = new LogKeeper(this, bounds);
    }

    /// <summary>All that are written.</summary>
    public IReadOnlyList<LogFile> Written
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Values.Where(file => file.Writers > 0)];
            }
        }
    }

    /// <summary>All that are written or read.</summary>
    public IReadOnlyList<LogFile> Used
    {
        get
        {
            lock (_gate)
            {
                return [.. _files.Values];
            }
        }
    }

    /// <summary>A pipe begins to write to a path.</summary>
    /// <param name="path">The log.</param>
    /// <param name="app">Whose output it is.</param>
    public LogFile Attach(string path, string app)
    {
        lock (_gate)
        {
            _keeper.Start();
            var file = Use(path);
            file.App ??= app;
            if (file.Writers > 0)
            {
                // The first may be in the middle of a line. From now on each line is whole.
                file.Lines.Begin(file.Writers + 1);
            }

            file.Writers++;
            file.Open();
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
                file.App = null;
                file.Close();
            }

            Unuse(file);
        }
    }

    /// <summary>A reader is done with a file.</summary>
    public void Release(LogFile file)
    {
        lock (_gate)
        {
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
            TruncateByName(path);
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
            return _files.TryGetValue(path, out var file) ? file.Losses.Counters : new LogCounters(0, 0, null);
        }
    }

    /// <inheritdoc/>
    public async Task ReopenAsync()
    {
        var files = Written;
        var reopened = Task.WhenAll(files.Select(file => file.ReopenAsync()));
        if (!reopened.IsCompleted)
        {
            await Task.WhenAny(reopened, Task.Delay(_lineEndPatience)).ConfigureAwait(false);
            foreach (var file in files)
            {
                file.ReopenNow();
            }
        }
    }

    /// <inheritdoc/>
    public void Apply(LogLimits limits)
    {
        _bounds.Apply(limits);
        _keeper.LookAgain();
    }

    /// <inheritdoc/>
    public ILogReader Read(string path)
    {
        lock (_gate)
        {
            return new LogReader(this, Use(path));
        }
    }

    /// <summary>Empties a file that nobody has open here; one that does not exist stays away.</summary>
    /// <exception cref="IOException">It could not be emptied.</exception>
    public static void TruncateByName(string path)
    {
        var descriptor = LibC.open(path, LibC.O_WRONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        var errno = descriptor < 0 ? LibC.Errno : 0;
        if (descriptor >= 0)
        {
            errno = LibC.ftruncate(descriptor, 0) == 0 ? 0 : LibC.Errno;
            _ = LibC.close(descriptor);
        }

        // EINVAL: a device or a pipe, which holds nothing to be emptied.
        if (errno is not (0 or LibC.ENOENT or LibC.EINVAL))
        {
            throw new IOException($"The log file {path} could not be emptied: {LibC.Describe(errno)}.");
        }
    }

    /// <summary>Closes all files.</summary>
    public void Dispose()
    {
        _keeper.Dispose();
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
            file = new LogFile(path, _bounds);
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
