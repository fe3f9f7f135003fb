using System.Collections.Immutable;

namespace ActorPm.Core.Watching;

/// <summary>One tree, or single file, that shall be watched.</summary>
/// <param name="Root">Its absolute path; nothing has to be there yet.</param>
/// <param name="Filter">What of it matters.</param>
public sealed record WatchTarget(string Root, WatchFilter Filter)
{
    /// <summary>What a user's words mean.</summary>
    /// <param name="paths">Paths or patterns; none stands for the working directory.</param>
    /// <param name="workingDirectory">What they are relative to; absolute.</param>
    /// <param name="ignore">As for <see cref="WatchFilter"/>.</param>
    /// <param name="extensions">As for <see cref="WatchFilter"/>.</param>
    /// <param name="own">As for <see cref="WatchFilter"/>.</param>
    public static ImmutableArray<WatchTarget> Of(
        ImmutableArray<string> paths, string workingDirectory, ImmutableArray<string>? ignore, ImmutableArray<string> extensions,
        IReadOnlyCollection<string>? own = null)
    {
        return [.. (paths.IsEmpty ? ["."] : paths).Distinct(StringComparer.Ordinal).Select(ToTarget)];

        WatchTarget ToTarget(string path)
        {
            var pattern = GlobPattern.IsGlob(path) ? GlobPattern.Parse(path, workingDirectory) : null;
            var root = pattern?.Root ?? Path.TrimEndingDirectorySeparator(Path.GetFullPath(path, workingDirectory));
            return new WatchTarget(root, new WatchFilter(root, workingDirectory, ignore, extensions, pattern, own));
        }
    }
}
