using ActorPm.Core.Logs;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>Renames one log out of its way, and remembers where its files went, for those who read them. Used under its file's lock.</summary>
internal sealed class LogRotations(string path, LogBounds bounds)
{
    /// <summary>How many files are remembered. A reader that is further behind goes on with the newest.</summary>
    private const int MostRemembered = 64;

    private const int MostNames = 10_000;

    private readonly List<(FileIdentity File, string Path)> _gone = [];
    private readonly Dictionary<object, FileIdentity> _readers = [];
    private string _stamp = "";
    private int _sequence;

    /// <summary>How often the log was rotated.</summary>
    public long Count { get; private set; }

    /// <summary>Gives the log its rotated name; its path is free then.</summary>
    /// <returns>0, or why it could not be renamed.</returns>
    public int Rename(OpenLog log)
    {
        var rotation = bounds.Limits?.Rotation ?? RotationSettings.Default(bounds.Clock.LocalTimeZone);
        var stamp = rotation.Names.Stamp(bounds.Clock.GetUtcNow(), rotation.Zone);
        _sequence = stamp == _stamp ? _sequence + 1 : 0;
        _stamp = stamp;

        // The file itself is renamed, not a link to it.
        var real = LogStore.RealPath(path);
        for (var last = _sequence + MostNames; _sequence < last; _sequence++)
        {
            var name = RotatedNames.Of(real, stamp, _sequence);
            if (File.Exists(name + RotatedNames.Compressed))
            {
                continue;
            }

            var errno = RenameTo(real, name);
            if (errno == LibC.EEXIST)
            {
                continue;
            }

            if (errno == 0 && log.Identity is { } identity)
            {
                if (_gone.Count == MostRemembered)
                {
                    _gone.RemoveAt(0);
                }

                // File systems give the number of a deleted file to a new one: who had it before is no longer to be found by it.
                for (var i = 0; i < _gone.Count; i++)
                {
                    if (_gone[i].File == identity)
                    {
                        _gone[i] = (default, _gone[i].Path);
                    }
                }

                _gone.Add((identity, name));
                Count++;
            }

            return errno;
        }

        return LibC.EEXIST;
    }

    /// <summary>Where the log goes on after so many rotations.</summary>
    public string Since(long rotations)
    {
        var index = rotations - (Count - _gone.Count);
        return index >= 0 && index < _gone.Count ? _gone[(int)index].Path : path;
    }

    /// <summary>Where the log goes on after one of its files.</summary>
    public string After(FileIdentity file)
    {
        var index = _gone.FindLastIndex(gone => gone.File == file);
        return index >= 0 && index + 1 < _gone.Count ? _gone[index + 1].Path : path;
    }

    /// <summary>As <see cref="After(FileIdentity)"/>, by the name that a file was given.</summary>
    public string After(string gone)
    {
        var index = _gone.FindLastIndex(file => file.Path == gone);
        return index >= 0 && index + 1 < _gone.Count ? _gone[index + 1].Path : path;
    }

    /// <summary>A reader is at a file now; null when it has left.</summary>
    public void Place(object reader, FileIdentity? file)
    {
        if (file is { } place)
        {
            _readers[reader] = place;
        }
        else
        {
            _readers.Remove(reader);
        }
    }

    /// <summary>Whether a reader is at a rotated file or will come to it.</summary>
    public bool IsAwaited(string gone)
    {
        // Whoever is at the newest file awaits none of the older ones, even if one of those had its number once.
        var newest = FileIdentity.Of(path);
        var index = _gone.FindLastIndex(file => file.Path == gone);
        return index >= 0 && _readers.Values.Any(place => place != newest && _gone.FindLastIndex(file => file.File == place) is >= 0 and var at && at <= index);
    }

    private static int RenameTo(string from, string to)
    {
        if (LibC.renameat2(LibC.AT_FDCWD, from, LibC.AT_FDCWD, to, LibC.RENAME_NOREPLACE) == 0)
        {
            return 0;
        }

        // Not every file system knows how to refuse; nobody but this daemon makes such names, so a look before is enough.
        var errno = LibC.Errno;
        return errno != LibC.EINVAL ? errno
            : File.Exists(to) ? LibC.EEXIST
            : LibC.renameat2(LibC.AT_FDCWD, from, LibC.AT_FDCWD, to, 0) == 0 ? 0 : LibC.Errno;
    }
}
