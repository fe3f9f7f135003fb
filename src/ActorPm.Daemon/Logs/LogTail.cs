using System.Text;

namespace ActorPm.Daemon.Logs;

/// <summary>Finds the last lines of a log file without reading the rest.</summary>
internal static class LogTail
{
    private const int BlockBytes = 64 * 1024;
    private const int LongestShownLine = 4096;

    /// <summary>Opens a log for reading while others write, empty or rename it; null when it does not exist.</summary>
    public static FileStream? TryOpen(string path)
    {
        try
        {
            var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            if (file.CanSeek)
            {
                return file;
            }

            // /dev/null and the like hold nothing to show.
            file.Dispose();
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Not there yet, or a directory, or not ours to read: nothing to show of this one; the others are not held up by it.
            return null;
        }
    }

    /// <summary>Where the last lines begin. An unfinished line at the end counts as one.</summary>
    /// <param name="file">The log.</param>
    /// <param name="lines">How many lines; 0 gives the end.</param>
    public static long StartOfLastLines(FileStream file, int lines)
    {
        var end = file.Length;
        if (lines <= 0 || end == 0)
        {
            return end;
        }

        var buffer = new byte[BlockBytes];
        var found = 0;
        for (var blockEnd = end; blockEnd > 0;)
        {
            var blockStart = Math.Max(0, blockEnd - BlockBytes);
            var read = RandomAccess.Read(file.SafeFileHandle, buffer.AsSpan(0, (int)(blockEnd - blockStart)), blockStart);
            for (var index = read - 1; index >= 0; index--)
            {
                // The feed that ends the last line begins no further one.
                if (buffer[index] == '\n' && blockStart + index != end - 1 && ++found == lines)
                {
                    return blockStart + index + 1;
                }
            }

            blockEnd = blockStart;
        }

        return 0;
    }

    /// <summary>The last lines as text, each cut at 4,096 bytes; empty when there is no file or nothing in it.</summary>
    /// <param name="path">The log.</param>
    /// <param name="lines">How many.</param>
    /// <param name="from">Where what counts begins: an earlier length of the file. One that was rotated since is shorter than that, and counts whole.</param>
    public static IReadOnlyList<string> LastLines(string path, int lines, long from = 0)
    {
        using var file = TryOpen(path);
        if (file is null)
        {
            return [];
        }

        var start = Math.Max(StartOfLastLines(file, lines), file.Length - ((long)lines * LongestShownLine));
        start = Math.Max(start, from <= file.Length ? from : 0);
        var bytes = new byte[file.Length - start];
        var read = RandomAccess.Read(file.SafeFileHandle, bytes, start);
        var text = Encoding.UTF8.GetString(bytes, 0, read).TrimEnd('\n');
        return text.Length == 0 ? [] : [.. text.Split('\n').TakeLast(lines).Select(line => line.Length > LongestShownLine ? line[..LongestShownLine] : line)];
    }
}
