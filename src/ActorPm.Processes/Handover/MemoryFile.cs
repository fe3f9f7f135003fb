using System.Text;
using ActorPm.Core.Guard;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Handover;

/// <summary>Texts in files without a name, which a program leaves to the one that it becomes.</summary>
internal static unsafe class MemoryFile
{
    /// <summary>Makes one; it stays open over an exec.</summary>
    /// <returns>Its descriptor; -1 when the limit of open files is reached, or memory.</returns>
    public static int Create(string text)
    {
        var file = LibC.memfd_create("apm", 0);
        if (file < 0)
        {
            return -1;
        }

        var bytes = Encoding.UTF8.GetBytes(text);
        fixed (byte* start = bytes)
        {
            if (bytes.Length == 0 || LibC.pwrite(file, start, (nuint)bytes.Length, 0) == bytes.Length)
            {
                return file;
            }
        }

        _ = LibC.close(file);
        return -1;
    }

    /// <summary>Reads one to its end; null when it is not open, not such a file, or too long.</summary>
    public static string? Read(int file)
    {
        var length = LibC.lseek(file, 0, LibC.SEEK_END);
        if (length is < 0 or > HandoverText.LongestText)
        {
            return null;
        }

        var bytes = new byte[length];
        fixed (byte* start = bytes)
        {
            return LibC.pread(file, start, (nuint)bytes.Length, 0) == length ? Encoding.UTF8.GetString(bytes) : null;
        }
    }
}
