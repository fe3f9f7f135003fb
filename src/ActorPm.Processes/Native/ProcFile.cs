using System.Buffers;

namespace ActorPm.Processes.Native;

/// <summary>Reads small files below /proc without allocating.</summary>
internal static unsafe class ProcFile
{
    /// <summary>An environment longer than this is not searched to its end.</summary>
    private const int LongestFile = 4 * 1024 * 1024;

    /// <summary>Reads the beginning of /proc/PID/NAME into a buffer.</summary>
    /// <param name="pid">The process.</param>
    /// <param name="name">The file's name with a zero at its end.</param>
    /// <param name="buffer">Where to.</param>
    /// <returns>The length, or -1 when the process or the file is not there or may not be read.</returns>
    public static int Read(int pid, ReadOnlySpan<byte> name, Span<byte> buffer)
    {
        Span<byte> path = stackalloc byte[64];
        WritePath(pid, name, path);
        var fd = Open(path);
        if (fd < 0)
        {
            return -1;
        }

        var length = ReadAll(fd, buffer);
        Close(fd);
        return length;
    }

    /// <summary>Reads the whole of /proc/PID/NAME into a rented array, which the caller returns to the shared pool; null when it cannot be read.</summary>
    public static byte[]? ReadWhole(int pid, ReadOnlySpan<byte> name, out int length)
    {
        length = 0;
        Span<byte> path = stackalloc byte[64];
        WritePath(pid, name, path);
        var fd = Open(path);
        if (fd < 0)
        {
            return null;
        }

        var buffer = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            while (true)
            {
                var got = ReadAll(fd, buffer.AsSpan(length));
                if (got < 0)
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                    return null;
                }

                length += got;
                if (length < buffer.Length || length >= LongestFile)
                {
                    return buffer;
                }

                var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                buffer.AsSpan(0, length).CopyTo(larger);
                ArrayPool<byte>.Shared.Return(buffer);
                buffer = larger;
            }
        }
        finally
        {
            Close(fd);
        }
    }

    private static int Open(ReadOnlySpan<byte> path)
    {
        int fd;
        do
        {
            fixed (byte* text = path)
            {
                fd = LibC.open(text, LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
            }
        }
        while (fd < 0 && DescriptorReserve.TryRelease());

        return fd;
    }

    private static void Close(int fd)
    {
        _ = LibC.close(fd);
        DescriptorReserve.Refill();
    }

    private static int ReadAll(int fd, Span<byte> buffer)
    {
        var length = 0;
        fixed (byte* start = buffer)
        {
            while (length < buffer.Length)
            {
                var got = LibC.read(fd, start + length, (nuint)(buffer.Length - length));
                if (got < 0)
                {
                    if (LibC.Errno == LibC.EINTR)
                    {
                        continue;
                    }

                    return -1;
                }

                if (got == 0)
                {
                    break;
                }

                length += (int)got;
            }
        }

        return length;
    }

    private static void WritePath(int pid, ReadOnlySpan<byte> name, Span<byte> path)
    {
        "/proc/"u8.CopyTo(path);
        _ = pid.TryFormat(path[6..], out var digits, default, System.Globalization.CultureInfo.InvariantCulture);
        path[6 + digits] = (byte)'/';
        name.CopyTo(path[(7 + digits)..]);
    }
}
