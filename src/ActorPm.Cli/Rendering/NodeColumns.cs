namespace ActorPm.Cli.Rendering;

/// <summary>Puts the items of a long array into columns, as Node's <c>util.inspect</c> does for more than six of them.</summary>
internal static class NodeColumns
{
    private const int MostColumns = 15;
    private const int Separator = 2;

    // A character is about two and a half times as high as it is wide; Node aims at a square.
    private const double HeightOfCharacter = 2.5;

    /// <summary>Where an item stands in its column.</summary>
    public enum Side
    {
        /// <summary>Texts.</summary>
        Left,

        /// <summary>Numbers.</summary>
        Right,
    }

    /// <summary>The items as lines; the items themselves when they are too long or too different for columns.</summary>
    /// <param name="items">The items that are shown.</param>
    /// <param name="count">Their number, counting the line that says how many more there are.</param>
    /// <param name="side">Where they stand in their column.</param>
    /// <param name="indentation">The columns before the array.</param>
    /// <param name="breakLength">The width of a line.</param>
    /// <param name="levels">How many levels stand on a line; it bounds the columns too.</param>
    public static List<string> Group(List<string> items, int count, Side side, int indentation, int breakLength, int levels)
    {
        var widths = items.ConvertAll(TextWidth.Of);
        var total = widths.Sum() + (Separator * widths.Count);
        var longest = widths.Max();
        var widest = longest + Separator;
        if ((widest * 3) + indentation >= breakLength || ((double)total / widest <= 5 && longest > 6))
        {
            return items;
        }

        var biased = Math.Max(widest - 3 - Math.Sqrt(widest - ((double)total / count)), 1);
        var square = (int)Math.Floor((Math.Sqrt(HeightOfCharacter * biased * items.Count) / biased) + 0.5);
        var columns = Math.Min(Math.Min(square, (breakLength - indentation) / widest), Math.Min(levels * 4, MostColumns));
        return columns <= 1 ? items : Lines(items, widths, columns, side);
    }

    private static List<string> Lines(List<string> items, List<int> widths, int columns, Side side)
    {
        var columnWidths = new int[columns];
        for (var i = 0; i < items.Count; i++)
        {
            columnWidths[i % columns] = Math.Max(columnWidths[i % columns], widths[i] + Separator);
        }

        var lines = new List<string>((items.Count / columns) + 1);
        for (var start = 0; start < items.Count; start += columns)
        {
            var last = Math.Min(start + columns, items.Count) - 1;
            var line = "";
            for (var i = start; i < last; i++)
            {
                var padding = new string(' ', columnWidths[i - start] - Separator - widths[i]);
                line += side is Side.Right ? $"{padding}{items[i]}, " : $"{items[i]}, {padding}";
            }

            var before = side is Side.Right ? new string(' ', columnWidths[last - start] - Separator - widths[last]) : "";
            lines.Add(line + before + items[last]);
        }

        return lines;
    }
}
