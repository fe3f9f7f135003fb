using System.Text;

namespace ActorPm.Cli.Rendering;

/// <summary>One cell of a table. A control character is shown as a dot: a line feed would tear the table.</summary>
internal readonly record struct Cell(string Content, TextStyle Style = TextStyle.Plain)
{
    /// <summary>What is shown.</summary>
    public string Text { get; } = Content.Any(char.IsControl) ? string.Concat(Content.Select(c => char.IsControl(c) ? '·' : c)) : Content;
}

/// <summary>One column of a table.</summary>
/// <param name="Heading">Its title; no heading row is drawn when all are empty.</param>
/// <param name="MinimumWidth">Its width in columns without the blanks at both sides; longer content widens it.</param>
internal readonly record struct Column(string Heading, int MinimumWidth);

/// <summary>
/// A table in box-drawing characters, never wrapped or cut. Written by hand since a general table library took a hundred milliseconds for
/// a thousand rows.
/// </summary>
internal static class BoxTable
{
    /// <summary>Draws the table, with a line feed at its end. Every row has a cell for each column.</summary>
    public static string Draw(IReadOnlyList<Column> columns, IReadOnlyList<Cell[]> rows, Palette palette)
    {
        var widths = new int[columns.Count];
        for (var i = 0; i < widths.Length; i++)
        {
            widths[i] = Math.Max(columns[i].MinimumWidth, TextWidth.Of(columns[i].Heading));
            foreach (var row in rows)
            {
                widths[i] = Math.Max(widths[i], TextWidth.Of(row[i].Text));
            }
        }

        var text = new StringBuilder(256 + (rows.Count * 256));
        Rule(text, widths, '┌', '┬', '┐');
        var hasHeading = columns.Any(column => column.Heading.Length > 0);
        if (hasHeading)
        {
            Line(text, widths, columns.Select(column => new Cell(column.Heading, TextStyle.Heading)).ToArray(), palette);
        }

        if (hasHeading && rows.Count > 0)
        {
            Rule(text, widths, '├', '┼', '┤');
        }

        foreach (var row in rows)
        {
            Line(text, widths, row, palette);
        }

        Rule(text, widths, '└', '┴', '┘');
        return text.ToString();
    }

    private static void Rule(StringBuilder text, int[] widths, char left, char middle, char right)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            text.Append(i == 0 ? left : middle).Append('─', widths[i] + 2);
        }

        text.Append(right).Append('\n');
    }

    private static void Line(StringBuilder text, int[] widths, Cell[] cells, Palette palette)
    {
        for (var i = 0; i < widths.Length; i++)
        {
            var (content, style) = (cells[i].Text, cells[i].Style);
            text.Append("│ ").Append(palette.Open(style)).Append(content).Append(palette.Close(style))
                .Append(' ', widths[i] - TextWidth.Of(content) + 1);
        }

        text.Append("│\n");
    }
}
