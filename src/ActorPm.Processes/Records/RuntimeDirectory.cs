using System.Globalization;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Records;

/// <summary>Where pipes and records are: for their owner alone, since whoever can open a pipe can write to a log.</summary>
internal static class RuntimeDirectory
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    /// <summary>Makes the directory when it is not there; two system calls when it is.</summary>
    /// <exception cref="IOException">It cannot be made.</exception>
    public static void Ensure(string path)
    {
        if (LibC.mkdir(path, (uint)OwnerOnly) == 0 || (LibC.Errno == LibC.EEXIST && Directory.Exists(path)))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"The runtime directory {path} could not be made: {e.Message}", e);
        }
    }

    /// <summary>The slots of which there is a file: a record, a pipe, or what waits to be written to a log.</summary>
    public static IReadOnlySet<long> SerialsIn(string path)
    {
        var serials = new HashSet<long>();
        foreach (var file in Directory.EnumerateFiles(path))
        {
            var name = Path.GetFileName(file.AsSpan());
            var end = name.IndexOf('.');
            if (end > 0 && long.TryParse(name[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var serial))
            {
                serials.Add(serial);
            }
        }

        return serials;
    }
}
