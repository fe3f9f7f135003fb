namespace ActorPm.Core.History;

/// <summary>How much of a process's output is kept with its end: enough to recognise the error, too little to fill the history.</summary>
public static class LastWords
{
    /// <summary>So many lines.</summary>
    public const int MaxLines = 5;

    /// <summary>So many characters of each; what is cut ends in an ellipsis.</summary>
    public const int MaxLetters = 200;

    /// <summary>The last lines of a text. Empty lines are left out; control characters, which would reach a terminal, become blanks.</summary>
    public static IReadOnlyList<string> Of(string text) =>
    [
        .. text.Split('\n')
            .Select(line => Clean(line).TrimEnd())
            .Where(line => line.Length > 0)
            .TakeLast(MaxLines),
    ];

    private static string Clean(string line)
    {
        var shown = line.Length > MaxLetters ? string.Concat(line.AsSpan(0, char.IsHighSurrogate(line[MaxLetters - 2]) ? MaxLetters - 2 : MaxLetters - 1), "…") : line;
        return string.Create(shown.Length, shown, static (letters, from) =>
        {
            for (var index = 0; index < from.Length; index++)
            {
                letters[index] = char.IsControl(from[index]) ? ' ' : from[index];
            }
        });
    }
}
