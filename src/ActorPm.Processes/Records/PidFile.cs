using System.Buffers.Text;
using System.Globalization;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Records;

/// <summary>The file that holds the pid of an instance as bare digits while it lives. An old and a new process of one instance share it for a moment.</summary>
internal static class PidFile
{
    /// <summary>Writes it, with its directory if need be; an empty path writes nothing.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, int pid)
    {
        if (path.Length == 0)
        {
            return;
        }

        Span<byte> digits = stackalloc byte[16];
        _ = pid.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        try
        {
            SmallFile.Write(path, digits[..length]);
        }
        catch (IOException) when (Path.GetDirectoryName(path) is { } directory && !Directory.Exists(directory))
        {
            Directory.CreateDirectory(directory);
            SmallFile.Write(path, digits[..length]);
        }
    }

    /// <summary>Removes it, unless it tells of another process by now.</summary>
    public static unsafe void Remove(string path, int pid)
    {
        if (path.Length == 0)
        {
            return;
        }

        var digits = stackalloc byte[16];
        var descriptor = LibC.open(path, LibC.O_RDONLY | LibC.O_CLOEXEC, 0);
        if (descriptor < 0)
        {
            return;
        }

        var length = (int)LibC.read(descriptor, digits, 16);
        _ = LibC.close(descriptor);
        if (length <= 0 || !Utf8Parser.TryParse(new ReadOnlySpan<byte>(digits, length), out int written, out _) || written == pid)
        {
            _ = LibC.unlink(path);
        }
    }
}
