using ActorPm.Processes.Native;

namespace ActorPm.Processes.Records;

/// <summary>Writes small private files in three system calls.</summary>
internal static unsafe class SmallFile
{
    /// <summary>Writes a file of mode 0600 in place of an earlier one.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var descriptor = LibC.open(path, LibC.O_WRONLY | LibC.O_CREAT | LibC.O_TRUNC | LibC.O_CLOEXEC, 0x180);
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
        _ = LibC.close(descriptor);
        if (wrote != content.Length)
        {
            throw new IOException($"The file {path} could not be written: {(wrote < 0 ? LibC.Describe(errno) : "the disk is full")}.");
        }
    }
}
