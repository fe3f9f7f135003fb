using ActorPm.Core.Logs;
using ActorPm.Processes.Native;

namespace ActorPm.Processes.Output;

/// <summary>What lies on the disk of logs: those that are written, and what was rotated beside them and in the home.</summary>
/// <param name="Files">All that was found.</param>
/// <param name="Missing">What each file system lacks of its floor, in bytes.</param>
internal sealed record LogStore(IReadOnlyList<StoredLog> Files, IReadOnlyDictionary<long, long> Missing)
{
    private const string Unfinished = ".part";

    /// <summary>Where a rotated file is compressed to, until it is complete.</summary>
    public static string UnfinishedOf(string rotated) => rotated + RotatedNames.Compressed + Unfinished;

    /// <summary>Looks. Also deletes what a compression that was cut off has left.</summary>
    public static LogStore Look(IReadOnlyList<LogFile> written, LogBounds bounds, LogLimits limits)
    {
        var live = new Dictionary<string, (string Stem, string? App)>(StringComparer.Ordinal);
        foreach (var log in written)
        {
            var real = RealPath(log.Path);
            live[real] = (RotatedNames.Stem(real), log.App);
        }

        var apps = live.Values.DistinctBy(log => log.Stem).ToDictionary(log => log.Stem, log => log.App);
        var home = Path.Combine(bounds.Home, "logs");
        var files = new List<StoredLog>();
        var missing = new Dictionary<long, long>();
        foreach (var directory in live.Keys.Select(path => Path.GetDirectoryName(path)!).Append(home).Distinct().Where(Directory.Exists))
        {
            var fileSystem = FileIdentity.Of(directory) is { } identity ? ((long)identity.DeviceMajor << 32) | identity.DeviceMinor : 0;
            if (FreeSpace.Of(directory) is { } space && Lack(space, limits.Floor) is > 0 and var lack)
            {
                missing[fileSystem] = lack;
            }

            foreach (var file in List(directory))
            {
                if (live.TryGetValue(file.FullName, out var owner))
                {
                    Add(file, owner.Stem, owner.App, StoredLogKind.Live);
                }
                else if (limits.Rotation.Names.StemOf(file.FullName) is { } stem && (directory == home || apps.ContainsKey(stem)))
                {
                    Add(file, stem, apps.GetValueOrDefault(stem), StoredLogKind.Rotated);
                }
                else if (file.Name.EndsWith(Unfinished, StringComparison.Ordinal) && limits.Rotation.Names.StemOf(file.FullName[..^Unfinished.Length]) is not null)
                {
                    _ = LibC.unlink(file.FullName);
                }
                else if (directory == home)
                {
                    Add(file, RotatedNames.Stem(file.FullName), null, StoredLogKind.Live);
                }
            }

            void Add(FileInfo file, string stem, string? app, StoredLogKind kind)
            {
                // It may have been deleted or compressed away since it was listed.
                if (file.Exists)
                {
                    files.Add(new StoredLog(file.FullName, stem, app, file.Length, file.LastWriteTimeUtc, fileSystem, kind));
                }
            }
        }

        return new LogStore(files, missing);
    }

    /// <summary>A path with its symbolic link followed.</summary>
    public static string RealPath(string path)
    {
        try
        {
            return new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Deleted, or behind a directory that others guard: then the path is all that is known.
            return path;
        }
    }

    private static List<FileInfo> List(string directory)
    {
        try
        {
            return [.. new DirectoryInfo(directory).EnumerateFiles().Where(file => file.LinkTarget is null)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Gone, or others guard it: there is nothing that could be deleted.
            return [];
        }
    }

    // Enough that output that is dropped is written again.
    private static long Lack(FreeSpace space, SpaceFloor floor)
    {
        var wanted = floor.Of(space.TotalBytes);
        return space.FreeBytes < wanted ? wanted + (wanted / 4) + 1 - space.FreeBytes : 0;
    }
}
