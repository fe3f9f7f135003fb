using System.Globalization;
using ActorPm.Cli.Rendering;

namespace ActorPm.Cli.Shell;

/// <summary>The line at the prompt as control sequences for one row of a terminal. A line that is longer is shown around the cursor.</summary>
internal static class LineView
{
    /// <summary>What is before the line.</summary>
    public const string Prompt = "apm> ";

    /// <summary>Draws the row anew and puts the cursor in its place.</summary>
    /// <param name="line">The line.</param>
    /// <param name="columns">The columns of the terminal.</param>
    public static string Of(LineEditor line, int columns)
    {
        // The last column stays free, or the terminal would go to the next row.
        var room = Math.Max(8, columns - Prompt.Length - 1);
        var start = 0;
        while (TextWidth.Of(line.Text[start..line.Cursor]) > room)
        {
            start += char.IsSurrogatePair(line.Text, start) ? 2 : 1;
        }

        var end = line.Cursor;
        while (end < line.Text.Length && TextWidth.Of(line.Text[start..(end + 1)]) <= room)
        {
            end++;
        }

        var column = Prompt.Length + TextWidth.Of(line.Text[start..line.Cursor]);
        return string.Create(CultureInfo.InvariantCulture, $"\r{Prompt}{line.Text[start..end]}\e[K\r\e[{column}C");
    }
}
