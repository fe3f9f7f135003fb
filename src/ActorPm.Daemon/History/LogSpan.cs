using System.Text;
using ActorPm.Core.History;

namespace ActorPm.Daemon.History;

/// <summary>What a process wrote to one of its logs: a stretch of that file.</summary>
/// <param name="Path">The log.</param>
/// <param name="From">Where it began.</param>
/// <param name="To">Where the log ended when the process had.</param>
internal sealed record LogSpan(string Path, long From, long To)
{
    // The last lines, if they are not longer than anybody would read.
    internal const int ReadBytes = 4096;

    /// <summary>How long a log is now; 0 when there is none.</summary>
    public static long LengthOf(string? path)
    {
        var file = path is null ? null : new FileInfo(path);
        return file is { Exists: true } ? file.Length : 0;
    }

    /// <summary>What a process that has just ended wrote to a log; null for nothing.</summary>
    /// <param name="path">The log; null when there is none.</param>
    /// <param name="begin">How long it was when the process was started; null when an earlier daemon started it.</param>
    /// <param name="startedAt">When that was; null when it is not known any more.</param>
    public static LogSpan? Of(string? path, long? begin, DateTimeOffset? startedAt)
    {
        var file = path is null ? null : new FileInfo(path);
        if (file is not { Exists: true } || (begin is null && file.LastWriteTimeUtc < startedAt))
        {
            return null;
        }

        // A log that is shorter than it was has been rotated meanwhile, and all of it is of this process.
        return new LogSpan(path!, begin <= file.Length ? begin.Value : 0, file.Length);
    }

    /// <summary>Its last lines; empty when there are none, or when the log was rotated or emptied meanwhile.</summary>
    public IReadOnlyList<string> LastLines() => LastLines(LastWords.MaxLines, LastWords.MaxLetters);

    /// <summary>The same, for who wants more of them; the bytes that are read bound them in any case.</summary>
    /// <param name="lines">So many lines.</param>
    /// <param name="letters">So many characters of each.</param>
    public IReadOnlyList<string> LastLines(int lines, int letters)
    {
        if (To <= From)
        {
            return [];
        }

        using var file = Logs.LogTail.TryOpen(Path);
        if (file is null || file.Length < To)
        {
            return [];
        }

        var start = Math.Max(From, To - ReadBytes);
        var bytes = new byte[To - start];
        var read = RandomAccess.Read(file.SafeFileHandle, bytes, start);
        var text = Encoding.UTF8.GetString(bytes, 0, read);

        // What began before the stretch that was read would be half a line.
        var firstEnd = start > From ? text.IndexOf('\n', StringComparison.Ordinal) : -1;
        return LastWords.Of(firstEnd >= 0 && firstEnd + 1 < text.Length ? text[(firstEnd + 1)..] : text, lines, letters);
    }
}
