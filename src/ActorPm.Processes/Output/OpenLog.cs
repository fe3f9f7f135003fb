using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>
/// An open log file. Opened without O_APPEND, since <c>splice</c> refuses such files; instead each write goes to where the file ends at that
/// moment, so a file that was emptied or extended from outside is continued at its end.
/// </summary>
internal sealed unsafe class OpenLog : IDisposable
{
    /// <summary>
    /// A move of fewer bytes than this has emptied the pipe. To try again at once would be to chase a writer of single lines, one system
    /// call for each; left alone for a moment it fills the pipe.
    /// </summary>
    private const int ShortMove = 16 * 1024;

    private readonly int _descriptor;

    private OpenLog(int descriptor)
    {
        _descriptor = descriptor;
        Way = IsRegular() ? WriteWay.Splice : WriteWay.WriteOn;
    }

    /// <summary>How bytes get into it.</summary>
    public WriteWay Way { get; private set; }

    /// <summary>Where it ends now; 0 for what has no end.</summary>
    public long End => Math.Max(0, LibC.lseek(_descriptor, 0, LibC.SEEK_END));

    /// <summary>Which file it is.</summary>
    public FileIdentity? Identity => field ??= FileIdentity.Of(_descriptor);

    /// <summary>Opens a file for writing, and makes it and its directory when they are missing.</summary>
    /// <returns>The file; null when it cannot be opened.</returns>
    public static OpenLog? TryOpen(string path, out int errno)
    {
        // O_NONBLOCK: a pipe that nobody reads must not hold up the event thread. O_RDWR: to see whether the last line is whole.
        const int Flags = LibC.O_RDWR | LibC.O_CREAT | LibC.O_NONBLOCK | LibC.O_CLOEXEC;
        var descriptor = LibC.open(path, Flags, 0x180);
        if (descriptor < 0 && LibC.Errno == LibC.ENOENT)
        {
            try
            {
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The open below fails for the same reason, and says so.
            }

            descriptor = LibC.open(path, Flags, 0x180);
        }

        errno = descriptor < 0 ? LibC.Errno : 0;
        return descriptor < 0 ? null : new OpenLog(descriptor);
    }

    /// <summary>Whether a path leads to this file.</summary>
    public bool IsAt(string path) => FileIdentity.Of(path) is { } there && there == Identity;

    /// <summary>Whether the next byte begins a line.</summary>
    public bool EndsLine()
    {
        byte last;
        var end = End;
        return end == 0 || LibC.pread(_descriptor, &last, 1, end - 1) != 1 || last == (byte)'\n';
    }

    /// <summary>What is free of its file system, and how large that is; null when the file system does not tell.</summary>
    public FreeSpace? Space() => FreeSpace.Of(_descriptor);

    /// <summary>Moves bytes from a pipe to the end without copying them through this process.</summary>
    /// <param name="pipe">A descriptor that does not block.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="moved">How many were moved.</param>
    /// <param name="end">Where the file ends then.</param>
    /// <returns>0, or why it went no further; EINVAL also changes <see cref="Way"/>.</returns>
    public int Splice(int pipe, long most, out long moved, out long end)
    {
        moved = 0;
        var at = LibC.lseek(_descriptor, 0, LibC.SEEK_END);
        var errno = 0;
        while (moved < most && errno == 0)
        {
            var got = LibC.splice(pipe, null, _descriptor, &at, (nuint)(most - moved), LibC.SPLICE_F_MOVE | LibC.SPLICE_F_NONBLOCK);
            if (got > 0)
            {
                moved += got;
                if (got < ShortMove)
                {
                    break;
                }
            }
            else if (got == 0 || LibC.Errno == LibC.EAGAIN)
            {
                break;
            }
            else if (LibC.Errno != LibC.EINTR)
            {
                errno = LibC.Errno;
            }
        }

        if (errno == LibC.EINVAL)
        {
            Way = WriteWay.WriteAtEnd;
        }

        end = at;
        return errno;
    }

    /// <summary>Writes bytes at the end.</summary>
    /// <param name="bytes">What to write.</param>
    /// <param name="end">Where that is; means nothing for what has no end.</param>
    /// <param name="done">How many were written.</param>
    /// <returns>0, or why it went no further.</returns>
    public int Write(ReadOnlySpan<byte> bytes, long end, out int done)
    {
        done = 0;
        fixed (byte* start = bytes)
        {
            while (done < bytes.Length)
            {
                var left = (nuint)(bytes.Length - done);
                var wrote = Way == WriteWay.WriteOn
                    ? LibC.write(_descriptor, start + done, left)
                    : LibC.pwrite(_descriptor, start + done, left, end + done);
                if (wrote > 0)
                {
                    done += (int)wrote;
                }
                else if (LibC.Errno != LibC.EINTR)
                {
                    return LibC.Errno;
                }
            }
        }

        return 0;
    }

    /// <summary>Closes it.</summary>
    public void Dispose() => _ = LibC.close(_descriptor);

    /// <summary>Whether what was opened, seen through symbolic links, is a regular file: only those can be cut to the length they have.</summary>
    private bool IsRegular()
    {
        var end = LibC.lseek(_descriptor, 0, LibC.SEEK_END);
        return end >= 0 && LibC.ftruncate(_descriptor, end) == 0;
    }
}

/// <summary>How bytes get into a log.</summary>
internal enum WriteWay
{
    /// <summary>A regular file on an ordinary file system.</summary>
    Splice,

    /// <summary>A regular file whose file system cannot splice.</summary>
    WriteAtEnd,

    /// <summary>A device or a pipe: it has no end to write at.</summary>
    WriteOn,
}
