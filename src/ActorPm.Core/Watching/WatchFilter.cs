using System.Collections.Immutable;
using ActorPm.Core.Logs;

namespace ActorPm.Core.Watching;

/// <summary>Which paths of a watched tree matter.</summary>
/// <remarks>
/// Without a list of the user's own, PM2's rule holds: names that begin with a dot and all with <c>node_modules</c> in them are ignored. It is
/// judged below the watched root only, where PM2 judges the whole path and so ignores every change in a project below a directory with a dot.
/// A list of the user's own replaces the rule. Its entries are paths or patterns (<see cref="GlobPattern"/>) relative to the app's working
/// directory; an entry that names a directory stands for all that is in it, and one that begins with <c>!</c> takes out of the list what it matches.
/// </remarks>
public sealed class WatchFilter
{
    private readonly string _prefix;
    private readonly GlobPattern? _only;
    private readonly ImmutableArray<GlobPattern>? _ignored;
    private readonly ImmutableArray<GlobPattern> _kept;
    private readonly ImmutableArray<string> _endings;
    private readonly ImmutableArray<(string Path, string Rotated)> _own;

    /// <summary>A filter for one tree.</summary>
    /// <param name="root">The absolute path of the tree.</param>
    /// <param name="workingDirectory">What patterns are relative to; absolute.</param>
    /// <param name="ignore">The user's list; null for PM2's rule, empty to ignore nothing.</param>
    /// <param name="extensions">Only files with one of these count, with or without the leading dot; empty for all.</param>
    /// <param name="only">Only files that match this count; null for all.</param>
    /// <param name="own">Absolute paths of what the daemon itself writes, logs and pid files above all: never a change, in whatever list; null for none.</param>
    public WatchFilter(
        string root, string workingDirectory, ImmutableArray<string>? ignore, ImmutableArray<string> extensions,
        GlobPattern? only = null, IReadOnlyCollection<string>? own = null)
    {
        _prefix = root.EndsWith('/') ? root : root + "/";
        _only = only;
        _ignored = ignore is { } list ? [.. list.Where(entry => !IsException(entry)).Select(Read)] : null;
        _kept = [.. (ignore ?? []).Where(IsException).Select(entry => Read(entry[1..]))];
        _endings = [.. extensions.Select(extension => extension.TrimStart('.', '*')).Where(extension => extension.Length > 0).Select(extension => "." + extension)];
        _own = [.. (own ?? []).Where(path => path.StartsWith(_prefix, StringComparison.Ordinal)).Select(path => (path, RotatedNames.Prefix(path)))];

        GlobPattern Read(string entry) => GlobPattern.Parse(entry, workingDirectory);
        static bool IsException(string entry) => entry.Length > 1 && entry[0] == '!';
    }

    /// <summary>Whether nothing at or below a path matters: a directory of which this is true is never entered.</summary>
    /// <param name="path">Absolute, in the tree.</param>
    public bool Prunes(string path)
    {
        foreach (var (own, rotated) in _own)
        {
            // With all that is in it, and with the older files that a rotation sets beside it.
            if ((path.StartsWith(own, StringComparison.Ordinal) && (path.Length == own.Length || path[own.Length] is '/' or '.'))
                || path.StartsWith(rotated, StringComparison.Ordinal))
            {
                return true;
            }
        }

        if (_ignored is not { } ignored)
        {
            return path.StartsWith(_prefix, StringComparison.Ordinal) && IsHiddenOrPackage(path.AsSpan(_prefix.Length));
        }

        foreach (var pattern in ignored)
        {
            if (pattern.IsMatch(path))
            {
                return !_kept.Any(kept => kept.IsMatch(path));
            }
        }

        return false;
    }

    /// <summary>Whether a change of what lies at a path matters.</summary>
    /// <param name="path">Absolute, in the tree.</param>
    /// <param name="kind">What lies, or lay, there.</param>
    public bool Counts(string path, WatchedKind kind) =>
        (_endings.IsEmpty && _only is null
            || kind is WatchedKind.File
            && (_endings.IsEmpty || _endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)))
            && (_only is null || _only.IsMatch(path)))
        && !Prunes(path);

    private static bool IsHiddenOrPackage(ReadOnlySpan<char> relative)
    {
        foreach (var segment in relative.Split('/'))
        {
            var name = relative[segment];
            if (name.StartsWith(".") || name.Contains("node_modules", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
