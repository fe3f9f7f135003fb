using ActorPm.Core.Operators;

namespace ActorPm.Cli.Shell;

/// <summary>
/// The earlier lines of the shell, in a file of the home that only its owner can read. Bounded; what cannot be read or written is no reason to end a shell.
/// Left out are lines that begin with a blank, and those that hold a token.
/// </summary>
internal sealed class ShellHistory
{
    /// <summary>How many lines are kept at least; up to twice as many stand in the file.</summary>
    public const int Kept = 500;

    private const int LargestFile = 2 * Kept * OperatorLine.MaxLength;
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _path;
    private readonly List<string> _lines;

    private ShellHistory(string path, List<string> lines)
    {
        _path = path;
        _lines = lines;
    }

    /// <summary>The lines, oldest first.</summary>
    public IReadOnlyList<string> Lines => _lines;

    /// <summary>Reads the history of a home.</summary>
    public static ShellHistory Open(string home)
    {
        var path = Path.Combine(home, "shell_history");
        try
        {
            if (new FileInfo(path) is not { Exists: true, Length: <= LargestFile })
            {
                return new ShellHistory(path, []);
            }

            var lines = File.ReadAllLines(path).Where(line => line.Length is > 0 and <= OperatorLine.MaxLength && !line.Any(char.IsControl)).ToList();
            if (lines.Count > 2 * Kept)
            {
                lines.RemoveRange(0, lines.Count - Kept);
                var draft = path + ".new";
                File.Delete(draft);
                Write(draft, FileMode.CreateNew, lines);
                File.Move(draft, path, overwrite: true);
            }

            return new ShellHistory(path, lines);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without a file the lines of this shell are kept as long as it lives.
            return new ShellHistory(path, []);
        }
    }

    /// <summary>Adds a line that was typed.</summary>
    public void Add(string line)
    {
        if (!IsKept(line) || (_lines.Count > 0 && _lines[^1] == line))
        {
            return;
        }

        _lines.Add(line);
        try
        {
            var isTooLarge = new FileInfo(_path) is { Exists: true, Length: > LargestFile };
            Write(_path, isTooLarge ? FileMode.Truncate : FileMode.Append, [line]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // As above.
        }
    }

    /// <summary>Whether a line is one to keep.</summary>
    public static bool IsKept(string line) => line.Length > 0 && line[0] != ' ' && !IsSecret(line);

    private static bool IsSecret(string line) => line.Split(' ').Any(word => word.Trim('\'', '"') is "-t" || word.Contains("--token", StringComparison.Ordinal));

    private static void Write(string path, FileMode mode, IEnumerable<string> lines)
    {
        using var writer = new StreamWriter(new FileStream(path, new FileStreamOptions { Mode = mode, Access = FileAccess.Write, UnixCreateMode = Private }));
        foreach (var line in lines)
        {
            writer.Write(line + "\n");
        }
    }
}
