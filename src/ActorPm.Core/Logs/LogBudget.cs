using System.Collections.Immutable;

namespace ActorPm.Core.Logs;

/// <summary>Decides which rotated files go. Oldest first, and none without need.</summary>
public static class LogBudget
{
    /// <summary>What is to be done so that logs keep within their bounds.</summary>
    /// <param name="files">All files that hold output.</param>
    /// <param name="limits">The bounds.</param>
    /// <param name="homeBytes">What all may take together, in bytes, see <see cref="LogLimits.HomeBudget"/>; 0 means without limit.</param>
    /// <param name="missing">How many bytes each file system lacks of its floor; those that lack none need not be named.</param>
    public static BudgetPlan Plan(
        IReadOnlyCollection<StoredLog> files, LogLimits limits, long homeBytes, IReadOnlyDictionary<long, long> missing)
    {
        // Times of files have the grain of the kernel's tick: of files that were rotated within one, the number tells, and -10 comes after -9.
        var kept = files.Where(file => file.Kind == StoredLogKind.Rotated)
            .OrderBy(file => file.WrittenAt).ThenBy(file => file.Path.Length).ThenBy(file => file.Path, StringComparer.Ordinal).ToList();
        var deletions = ImmutableArray.CreateBuilder<StoredLog>();
        if (limits.Rotation.Retain is { } retain)
        {
            foreach (var log in kept.GroupBy(file => file.Stem).Where(log => log.Count() > retain).ToList())
            {
                Delete(log.SkipLast(retain).ToList());
            }
        }

        if (limits.AppBytes > 0)
        {
            foreach (var app in files.Where(file => file.App is not null).GroupBy(file => file.App).ToList())
            {
                Free(app.Sum(file => file.Bytes) - deletions.Where(file => file.App == app.Key).Sum(file => file.Bytes) - limits.AppBytes, file => file.App == app.Key);
            }
        }

        if (homeBytes > 0)
        {
            Free(files.Sum(file => file.Bytes) - deletions.Sum(file => file.Bytes) - homeBytes, _ => true);
        }

        foreach (var (fileSystem, bytes) in missing)
        {
            Free(bytes - deletions.Where(file => file.FileSystem == fileSystem).Sum(file => file.Bytes), file => file.FileSystem == fileSystem);
        }

        return new BudgetPlan(deletions.ToImmutable(), Rotations(files, homeBytes));

        void Delete(IReadOnlyCollection<StoredLog> gone)
        {
            deletions.AddRange(gone);
            kept.RemoveAll(gone.Contains);
        }

        void Free(long bytes, Func<StoredLog, bool> mayGo)
        {
            var gone = new List<StoredLog>();
            foreach (var file in kept.Where(mayGo))
            {
                if (bytes <= 0)
                {
                    break;
                }

                bytes -= file.Bytes;
                gone.Add(file);
            }

            Delete(gone);
        }
    }

    // Many live logs, each below its own limit, can be too much together. The longest are rotated then, and may be deleted afterwards.
    private static ImmutableArray<StoredLog> Rotations(IReadOnlyCollection<StoredLog> files, long homeBytes)
    {
        var live = files.Where(file => file.Kind == StoredLogKind.Live).OrderByDescending(file => file.Bytes).ToList();
        var over = homeBytes > 0 ? live.Sum(file => file.Bytes) - homeBytes : 0;
        var rotations = ImmutableArray.CreateBuilder<StoredLog>();
        foreach (var file in live)
        {
            if (over <= 0)
            {
                break;
            }

            over -= file.Bytes;
            rotations.Add(file);
        }

        return rotations.ToImmutable();
    }
}

/// <summary>What is to be done so that logs keep within their bounds.</summary>
/// <param name="Deletions">Rotated files to delete, in this order.</param>
/// <param name="Rotations">Live logs to rotate although none of them is long, so that they can be deleted.</param>
public sealed record BudgetPlan(ImmutableArray<StoredLog> Deletions, ImmutableArray<StoredLog> Rotations);
