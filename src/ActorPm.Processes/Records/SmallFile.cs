using ActorPm.Processes.Native;

namespace ActorPm.Processes.Records;

/// <summary>Writes small private files in three system calls.</summary>
internal static unsafe class SmallFile
{
    /// <summary>Writes a file of mode 0600 that holds nothing else afterwards.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content) => Write(path, content, LibC.O_TRUNC);

    /// <summary>Writes over the beginning of a file of mode 0600, and cuts off what is longer.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Overwrite(string path, ReadOnlySpan<byte> content) => Write(path, content, 0);

    private static void Write(string path, ReadOnlySpan<byte> content, int flags)
    {
        var descriptor = LibC.open(path, LibC.O_WRONLY | LibC.O_CREAT | LibC.O_CLOEXEC | flags, 0x180);
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
