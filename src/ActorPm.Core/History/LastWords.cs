namespace ActorPm.Core.History;

/// <summary>How much of a process's output is kept with its end: enough to recognise the error, too little to fill the history.</summary>
public static class LastWords
{
    /// <summary>So many lines.</summary>
    public const int MaxLines = 5;

    /// <summary>So many characters of each; what is cut ends in an ellipsis.</summary>
    public const int MaxLetters = 200;

    /// <summary>The last lines of a text. Empty lines are left out; control characters, which would reach a terminal, become blanks.</summary>
    public static IReadOnlyList<string> Of(string text) => Of(text, MaxLines, MaxLetters);

    /// <summary>The same for who wants more of them.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">So many lines.</param>
    /// <param name="letters">So many characters of each, 2 or more.</param>
    public static IReadOnlyList<string> Of(string text, int lines, int letters) =>
    [
        .. text.Split('\n')
            .Select(line => Clean(line, letters).TrimEnd())
            .Where(line => line.Length > 0)
            .TakeLast(lines),
    ];

    private static string Clean(string line, int letters)
    {
        var shown = line.Length > letters ? string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[letters - 2]) ? letters - 2 : letters - 1), "…") : line;
        return string.Create(shown.Length, shown, static (target, from) =>
        {
            for (var index = 0; index < from.Length; index++)
            {
                target[index] = char.IsControl(from[index]) ? ' ' : from[index];
            }
        });
    }
}
