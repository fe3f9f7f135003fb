namespace ActorPm.Cli.Programs;

/// <summary>Makes a value one word of a POSIX shell's command line, whatever it holds.</summary>
internal static class ShellText
{
    /// <summary>The value between single quotes, where a shell takes every character for itself.</summary>
    public static string Quote(string value) => $"'{value.Replace("'", @"'\''", StringComparison.Ordinal)}'";

    /// <summary>The value as it is where no character of it means anything to a shell, else quoted.</summary>
    public static string Word(string value) =>
        value.Length > 0 && value.All(character => char.IsAsciiLetterOrDigit(character) || "-_./:@%+,=".Contains(character, StringComparison.Ordinal))
            ? value
            : Quote(value);

    /// <summary>A directory, quoted; a <c>~/</c> at its beginning still means the home of the user whose shell reads it.</summary>
    public static string Path(string path) => path switch
    {
        "~" => "\"$HOME\"",
        ['~', '/', ..] => "\"$HOME\"/" + Word(path[2..]),
        _ => Word(path),
    };
}
