using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>Instances → PM2's list.</summary>
internal static class AppTable
{
    private const int LongestName = 38;
    private const int LongestCondensedName = 18;
    private const int LongestMiniName = 14;

    /// <summary>All columns, as wide as they need to be: for pipes and files.</summary>
    public static string Full(IReadOnlyList<InstanceView> instances, DateTimeOffset now, Palette palette)
    {
        var nodes = instances.Any(view => view.Node is not null);
        var rows = new Cell[instances.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            var view = instances[i];
            rows[i] =
            [
                .. nodes ? [new Cell(view.Node ?? "")] : Array.Empty<Cell>(),
                new(Quantities.Number(view.PmId), TextStyle.Heading),
                new(view.Name),
                new(view.Namespace),
                new(view.Version),
                new(view.Mode),
                new(view.Pid == 0 ? "0" : Quantities.Number(view.Pid)),
                new(Quantities.Uptime(view, now)),
                new(Quantities.Number(view.Restarts)),
                new(view.Status, StatusStyle.Of(view.Status)),
                new(Quantities.Percent(view.Cpu)),
                new(Quantities.Bytes(view.Memory)),
                new(view.User),
                new(view.Watching ? "enabled" : "disabled", view.Watching ? TextStyle.Good : TextStyle.Muted),
            ];
        }

        // PM2's widths, without the blanks at both sides.
        Column[] columns =
        [
            .. nodes ? [new Column("node", 4)] : Array.Empty<Column>(),
            new("id", 2),
            new("name", NameWidth(instances, LongestName)),
            new("namespace", 11),
            new("version", 7),
            new("mode", 7),
            new("pid", 8),
            new("uptime", 6),
            new("↺", 4),
            new("status", 9),
            new("cpu", 8),
            new("mem", 8),
            new("user", 8),
            new("watching", 8),
        ];
        return BoxTable.Draw(columns, rows, palette);
    }

    /// <summary>As many columns as a terminal has room for; long names are cut. A width of 0 means that it is not known.</summary>
    public static string Fitting(IReadOnlyList<InstanceView> instances, DateTimeOffset now, Palette palette, int terminalWidth)
    {
        var full = Full(WithNamesOf(instances, LongestName), now, palette);
        if (terminalWidth == 0 || WidthOf(full) <= terminalWidth)
        {
            return full;
        }

        var condensed = Condensed(WithNamesOf(WithNodes(instances), LongestCondensedName), palette);
        return WidthOf(condensed) <= terminalWidth ? condensed : Mini(WithNamesOf(WithNodes(instances), LongestMiniName), palette);
    }

    private static string Condensed(IReadOnlyList<InstanceView> instances, Palette palette) => BoxTable.Draw(
        [new("id", 2), new("name", NameWidth(instances, LongestCondensedName)), new("mode", 8), new("↺", 4), new("status", 9), new("cpu", 8), new("memory", 8)],
        [
            .. instances.Select(view => new Cell[]
            {
                new(Quantities.Number(view.PmId), TextStyle.Heading),
                new(view.Name),
                new(view.Mode),
                new(Quantities.Number(view.Restarts)),
                new(view.Status, StatusStyle.Of(view.Status)),
                new(Quantities.Percent(view.Cpu)),
                new(Quantities.Bytes(view.Memory)),
            }),
        ],
        palette);

    private static string Mini(IReadOnlyList<InstanceView> instances, Palette palette) => BoxTable.Draw(
        [new("id", 2), new("name", NameWidth(instances, LongestMiniName)), new("status", 9), new("cpu", 6), new("mem", 8)],
        [
            .. instances.Select(view => new Cell[]
            {
                new(Quantities.Number(view.PmId), TextStyle.Heading),
                new(view.Name),
                new(view.Status, StatusStyle.Of(view.Status)),
                new(Quantities.Percent(view.Cpu)),
                new(Quantities.Bytes(view.Memory)),
            }),
        ],
        palette);

    // PM2's name column has room for three characters more than it needs, and is nine wide when there is nothing to show.
    private static int NameWidth(IReadOnlyList<InstanceView> instances, int most) =>
        Math.Min(instances.Count == 0 ? 9 : instances.Max(view => TextWidth.Of(view.Name)) + 3, most);

    // Where there is no room for a column of nodes, the name says it.
    private static InstanceView[] WithNodes(IReadOnlyList<InstanceView> instances) =>
        [.. instances.Select(view => view.Node is null ? view : view with { Name = $"{view.Node}:{view.Name}" })];

    private static InstanceView[] WithNamesOf(IReadOnlyList<InstanceView> instances, int most) =>
        [.. instances.Select(view => view with { Name = TextWidth.Fit(view.Name, most) })];

    // The first line is a rule of characters of one column each.
    private static int WidthOf(string table) => table.IndexOf('\n', StringComparison.Ordinal);
}
