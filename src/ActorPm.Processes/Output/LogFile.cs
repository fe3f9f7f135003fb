using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>
/// One log file and all that is known of it. Written only while its lock is held, which is hardly ever contended: the event thread
/// writes, others only empty it or wait for it. Opened without O_APPEND, since <c>splice</c> refuses such files; instead each write goes
/// to where the file ends at that moment, so a file that was emptied or extended from outside is continued at its end.
/// </summary>
internal sealed unsafe class LogFile(string path)
{
    /// <summary>How long a file that could not be opened is left alone before the next try, in milliseconds.</summary>
    private const int ReopenMilliseconds = 1000;

    /// <summary>
    /// A move of fewer bytes than this has emptied the pipe. To try again at once would be to chase a writer of single lines, one system
    /// call for each; left alone for a moment it fills the pipe.
    /// </summary>
    private const int ShortMove = 16 * 1024;

    private readonly Lock _gate = new();
    private readonly List<TaskCompletionSource> _waiters = [];
    private int _descriptor = -1;
    private WriteWay _way = WriteWay.Splice;
    private long _nextOpen = long.MinValue;
    private long _written;
    private long _dropped;
    private string? _problem;

    private enum WriteWay
    {
        /// <summary>A regular file on an ordinary file system.</summary>
        Splice,

        /// <summary>A regular file whose file system cannot splice.</summary>
        WriteAtEnd,

        /// <summary>A device or a pipe: it has no end to write at.</summary>
        WriteOn,
    }

    /// <summary>Absolute.</summary>
    public string Path { get; } = path;

    /// <summary>How many pipes and waiters use this file; kept by <see cref="LogFiles"/> under its own lock.</summary>
    public int Users { get; set; }

    /// <summary>How many pipes write to it. With more than one, only whole lines may be written.</summary>
    public int Writers
    {
        get => Volatile.Read(ref field);
        set => Volatile.Write(ref field, value);
    }

    /// <summary>What became of the bytes so far.</summary>
    public LogCounters Counters
    {
        get
        {
            lock (_gate)
            {
                return new LogCounters(_written, _dropped, _problem);
            }
        }
    }

    /// <summary>
    /// Opens the file, so that it exists before its first line. One that is open but was deleted or renamed is left for the file that its
    /// path names now, which is made when there is none; pipes hold what is not written yet and write it to the new one.
    /// </summary>
    public void Open()
    {
        lock (_gate)
        {
            var renewed = _descriptor >= 0 && !IsAtPath();
            if (renewed)
            {
                CloseLocked();
            }

            _nextOpen = long.MinValue;
            _ = IsOpen();
            if (renewed)
            {
                Notify();
            }
        }
    }

    /// <summary>Closes the file; a later write opens it anew.</summary>
    public void Close()
    {
        lock (_gate)
        {
            CloseLocked();
        }
    }

    /// <summary>Moves bytes from a pipe to the end of the file without copying them through this process.</summary>
    /// <param name="pipe">A descriptor that does not block.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="moved">How many left the pipe, those that had to be dropped included.</param>
    /// <returns>What came of it.</returns>
    public MoveResult Move(int pipe, long most, out long moved)
    {
        lock (_gate)
        {
            moved = 0;
            if (!IsOpen())
            {
                moved = Discard(pipe, most);
                return MoveResult.Dropped;
            }

            if (_way != WriteWay.Splice)
            {
                return MoveResult.NeedsCopy;
            }

            var end = LibC.lseek(_descriptor, 0, LibC.SEEK_END);
            while (moved < most)
            {
                var got = LibC.splice(pipe, null, _descriptor, &end, (nuint)(most - moved), LibC.SPLICE_F_MOVE | LibC.SPLICE_F_NONBLOCK);
                if (got > 0)
                {
                    moved += got;
                    if (got < ShortMove)
                    {
                        break;
                    }

                    continue;
                }

                if (got == 0 || LibC.Errno == LibC.EAGAIN)
                {
                    break;
                }

                var errno = LibC.Errno;
                if (errno == LibC.EINTR)
                {
                    continue;
                }

                Wrote(moved);
                if (errno == LibC.EINVAL)
                {
                    _way = WriteWay.WriteAtEnd;
                    return MoveResult.NeedsCopy;
                }

                Note(errno);
                moved += Discard(pipe, most - moved);
                return MoveResult.Dropped;
            }

            Wrote(moved);
            return MoveResult.Moved;
        }
    }

    /// <summary>Writes bytes at the end of the file; what cannot be written is dropped and counted.</summary>
    public MoveResult Write(ReadOnlySpan<byte> bytes)
    {
        lock (_gate)
        {
            if (!IsOpen())
            {
                _dropped += bytes.Length;
                return MoveResult.Dropped;
            }

            return WriteOpen(bytes);
        }
    }

    /// <summary>Makes sure that the next write begins a line: ends a line that was left unfinished.</summary>
    public void EndLine()
    {
        lock (_gate)
        {
            if (!IsOpen() || _way == WriteWay.WriteOn)
            {
                return;
            }

            // Not counted, since no app wrote it; if it cannot be written, what follows cannot either.
            byte last;
            var end = LibC.lseek(_descriptor, 0, LibC.SEEK_END);
            if (end > 0 && LibC.pread(_descriptor, &last, 1, end - 1) == 1 && last != (byte)'\n')
            {
                last = (byte)'\n';
                _ = LibC.pwrite(_descriptor, &last, 1, end);
                Notify();
            }
        }
    }

    /// <summary>Counts bytes that were dropped on the way to this file.</summary>
    public void Drop(long bytes)
    {
        lock (_gate)
        {
            _dropped += bytes;
        }
    }

    /// <summary>
    /// Empties the file. When it was deleted or renamed while it was open, the file that the path names now is emptied, or made, and written
    /// from then on; one that was renamed keeps what it holds.
    /// </summary>
    /// <exception cref="IOException">It could not be emptied.</exception>
    public void Truncate()
    {
        lock (_gate)
        {
            // First, since it fails for a path that cannot be a log: then the file that is open stays so.
            TruncateByName(Path);
            if (_descriptor >= 0 && !IsAtPath())
            {
                CloseLocked();
                _nextOpen = long.MinValue;
                if (!IsOpen())
                {
                    throw new IOException(_problem);
                }
            }

            Notify();
        }
    }

    /// <summary>Empties a file that nobody has open here; one that does not exist stays away.</summary>
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

    /// <summary>A task that ends with the next change, or null when the file's length differs from <paramref name="position"/> already.</summary>
    public TaskCompletionSource? Await(long position)
    {
        lock (_gate)
        {
            if (Length() != position)
            {
                return null;
            }

            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiters.Add(waiter);
            return waiter;
        }
    }

    /// <summary>Nobody waits there any more.</summary>
    public void Leave(TaskCompletionSource waiter)
    {
        lock (_gate)
        {
            _waiters.Remove(waiter);
        }
    }

    // Of what lies at the path, which is what readers read. The open file may be another one by now (deleted, renamed): a reader who is
    // told to look again because of its length would find nothing, and ask again without end.
    private long Length()
    {
        var file = new FileInfo(Path);
        return file.Exists ? file.Length : 0;
    }

    private MoveResult WriteOpen(ReadOnlySpan<byte> bytes)
    {
        var done = 0;
        fixed (byte* start = bytes)
        {
            var end = _way == WriteWay.WriteOn ? 0 : LibC.lseek(_descriptor, 0, LibC.SEEK_END);
            while (done < bytes.Length)
            {
                var left = (nuint)(bytes.Length - done);
                var wrote = _way == WriteWay.WriteOn
                    ? LibC.write(_descriptor, start + done, left)
                    : LibC.pwrite(_descriptor, start + done, left, end + done);
                if (wrote < 0 && LibC.Errno == LibC.EINTR)
                {
                    continue;
                }

                if (wrote <= 0)
                {
                    Wrote(done);
                    Note(LibC.Errno);
                    _dropped += bytes.Length - done;
                    return MoveResult.Dropped;
                }

                done += (int)wrote;
            }
        }

        Wrote(done);
        return MoveResult.Moved;
    }

    private void CloseLocked()
    {
        if (_descriptor >= 0)
        {
            _ = LibC.close(_descriptor);
            _descriptor = -1;
        }
    }

    /// <summary>Whether the path still leads to the file that is open.</summary>
    private bool IsAtPath() => FileIdentity.Of(Path) is { } there && there == FileIdentity.Of(_descriptor);

    private bool IsOpen()
    {
        if (_descriptor >= 0)
        {
            return true;
        }

        var now = Environment.TickCount64;
        if (now < _nextOpen)
        {
            return false;
        }

        // O_NONBLOCK: a pipe that nobody reads must not hold up the event thread. O_RDWR: to see whether the last line is whole.
        const int Flags = LibC.O_CREAT | LibC.O_NONBLOCK | LibC.O_CLOEXEC;
        _descriptor = LibC.open(Path, LibC.O_RDWR | Flags, 0x180);
        if (_descriptor < 0 && LibC.Errno == LibC.ENOENT)
        {
            try
            {
                Directory.CreateDirectory(System.IO.Path.GetDirectoryName(Path)!);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The open below fails for the same reason, and says so.
            }

            _descriptor = LibC.open(Path, LibC.O_RDWR | Flags, 0x180);
        }

        if (_descriptor < 0)
        {
            Note(LibC.Errno);
            _nextOpen = now + ReopenMilliseconds;
            return false;
        }

        _way = IsRegular() ? WriteWay.Splice : WriteWay.WriteOn;
        return true;
    }

    /// <summary>Whether what was opened, seen through symbolic links, is a regular file: only those can be cut to the length they have.</summary>
    private bool IsRegular()
    {
        var end = LibC.lseek(_descriptor, 0, LibC.SEEK_END);
        return end >= 0 && LibC.ftruncate(_descriptor, end) == 0;
    }

    private long Discard(int pipe, long most)
    {
        long gone = 0;
        while (gone < most)
        {
            var got = LibC.splice(pipe, null, NullDevice, null, (nuint)(most - gone), LibC.SPLICE_F_NONBLOCK);
            if (got <= 0)
            {
                break;
            }

            gone += got;
        }

        _dropped += gone;
        return gone;
    }

    private static int NullDevice => NullDeviceHolder.Descriptor;

    private void Wrote(long bytes)
    {
        if (bytes > 0)
        {
            _written += bytes;
            Notify();
        }
    }

    private void Notify()
    {
        if (_waiters.Count == 0)
        {
            return;
        }

        foreach (var waiter in _waiters)
        {
            waiter.TrySetResult();
        }

        _waiters.Clear();
    }

    private void Note(int errno) => _problem = $"The log file {Path} cannot be written: {LibC.Describe(errno)}.";

    /// <summary>Opened once, at first need, and never closed.</summary>
    private static class NullDeviceHolder
    {
        public static readonly int Descriptor = LibC.open("/dev/null", LibC.O_WRONLY | LibC.O_CLOEXEC, 0);
    }
}

/// <summary>What came of moving bytes to a log file.</summary>
internal enum MoveResult
{
    /// <summary>All that was there, or as much as was asked for, is in the file.</summary>
    Moved,

    /// <summary>At least a part had to be dropped.</summary>
    Dropped,

    /// <summary>Nothing was moved: this file wants <see cref="LogFile.Write"/>.</summary>
    NeedsCopy,
}
