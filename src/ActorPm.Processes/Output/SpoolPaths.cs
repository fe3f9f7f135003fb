using System.Text;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>The paths of the logs of a <see cref="LineSpool"/>, which stand between its header and the bytes of its pipe, each with a zero behind it.</summary>
internal static unsafe class SpoolPaths
{
    private const int Room = (int)(SpoolHeader.DataStart - SpoolHeader.PathsStart);

    /// <summary>Reads them; one that cannot be read is empty.</summary>
    public static IReadOnlyList<string> Read(int descriptor, int logs)
    {
        var text = new byte[Room];
        fixed (byte* start = text)
        {
            _ = LibC.pread(descriptor, start, Room, SpoolHeader.PathsStart);
        }

        return Encoding.UTF8.GetString(text).Split('\0')[..logs];
    }

    /// <summary>Writes them, only while no write to a log is announced. Gives the file the length that it has with nothing in it, unless it is longer.</summary>
    /// <returns>Whether that could be done.</returns>
    public static bool TryWrite(int descriptor, IEnumerable<string> paths)
    {
        var joined = Encoding.UTF8.GetBytes(string.Concat(paths.Select(path => path + '\0')));

        // Two of the longest paths that can be opened have room.
        if (joined.Length > Room)
        {
            return false;
        }

        Array.Resize(ref joined, Room);
        fixed (byte* start = joined)
        {
            return LibC.pwrite(descriptor, start, Room, SpoolHeader.PathsStart) == Room;
        }
    }
}
