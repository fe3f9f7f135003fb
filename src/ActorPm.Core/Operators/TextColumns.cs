namespace ActorPm.Core.Operators;

/// <summary>Rows as lines of plain text: each column as wide as its widest word, two blanks between.</summary>
public static class TextColumns
{
    /// <summary>The lines. A row may be shorter than others; no line ends with blanks.</summary>
    public static IReadOnlyList<string> Of(IEnumerable<IReadOnlyList<string>> rows)
    {
        var all = rows.ToList();
        var widths = new List<int>();
        foreach (var row in all)
        {
            for (var i = 0; i < row.Count; i++)
            {
                if (i == widths.Count)
                {
                    widths.Add(0);
                }

                widths[i] = Math.Max(widths[i], row[i].Length);
            }
        }

        return [.. all.Select(row => string.Join("  ", row.Select((word, i) => word.PadRight(widths[i]))).TrimEnd())];
    }
}
