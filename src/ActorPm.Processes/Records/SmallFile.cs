using ActorPm.Processes.Native;

namespace ActorPm.Processes.Records;

/// <summary>Reads and writes small private files in a few system calls. Whatever lies in their place (a pipe, a device), none of it waits.</summary>
internal static unsafe class SmallFile
{
    private const int FirstRead = 2048;

    /// <summary>Writes a file of mode 0600 that holds nothing else afterwards.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, LibC.O_TRUNC);

    /// <summary>Writes over the beginning of a file of mode 0600, and cuts off what is longer.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Overwrite(string path, ReadOnlySpan<byte> content) => Write(path, content, 0);

    /// <summary>Reads a file.</summary>
    /// <param name="path">Where.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <returns>Null when there is none, or it cannot be read, or is longer.</returns>
    public static ReadOnlyMemory<byte>? TryRead(string path, int most)
    {
        // Opening a pipe that nobody writes to would wait for a writer.
        var descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_NONBLOCK | LibC.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return null;
        }

        var bytes = new byte[FirstRead];
        var length = 0;
        nint got;
        do
        {
            if (length == bytes.Length)
            {
                Array.Resize(ref bytes, 2 * length);
            }

            fixed (byte* start = bytes)
            {
                got = LibC.read(descriptor, start + length, (nuint)(bytes.Length - length));
            }

            length += (int)Math.Max(got, 0);
        }
        while (got > 0 && length <= most);
        _ = LibC.close(descriptor);
        return got < 0 || length > most ? null : bytes.AsMemory(0, length);
    }

    private static void Write(string path, ReadOnlySpan<byte> content, int flags)
    {
        var descriptor = LibC.open(path, LibC.O_WRONLY | LibC.O_CREAT | LibC.O_NONBLOCK | LibC.O_CLOEXEC | flags, 0x180);
        if (descriptor < 0)
        {
            throw new IOException($"The file {path} could not be written: {LibC.Describe(LibC.Errno)}.");
        }

        nint wrote;
        fixed (byte* start = content)
        {
            wrote = LibC.write(descriptor, start, (nuint)content.Length);
        }

        var errno = LibC.Errno;
        if (flags == 0 && LibC.lseek(descriptor, 0, LibC.SEEK_END) > content.Length)
        {
            _ = LibC.ftruncate(descriptor, content.Length);
        }

        _ = LibC.close(descriptor);
        if (wrote != content.Length)
        {
            throw new IOException($"The file {path} could not be written: {(wrote < 0 ? LibC.Describe(errno) : "the disk is full")}.");
        }
    }
}
