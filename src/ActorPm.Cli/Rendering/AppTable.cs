using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>Instances → PM2's list.</summary>
internal static class AppTable
{
    private const int LongestName = 38;

    /// <summary>All columns, as wide as they need to be: for pipes and files.</summary>
    public static string Full(IReadOnlyList<InstanceView> instances, DateTimeOffset now, Palette palette)
    {
        var rows = new Cell[instances.Count][];
        var longest = 6;
        for (var i = 0; i < rows.Length; i++)
        {
            var view = instances[i];
            longest = i == 0 ? TextWidth.Of(view.Name) : Math.Max(longest, TextWidth.Of(view.Name));
            rows[i] =
            [
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

        // PM2's widths, without the blanks at both sides; a name column has room for three more characters than it needs.
        Column[] columns =
        [
            new("id", 2),
            new("name", Math.Min(longest + 3, LongestName)),
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
        var named = instances.Select(view => view with { Name = TextWidth.Fit(view.Name, LongestName) }).ToArray();
        var full = Full(named, now, palette);
        return terminalWidth == 0 || full.IndexOf('\n', StringComparison.Ordinal) <= terminalWidth ? full : Condensed(named, palette);
    }

    private static string Condensed(IReadOnlyList<InstanceView> instances, Palette palette)
    {
        var rows = new Cell[instances.Count][];
        for (var i = 0; i < rows.Length; i++)
        {
            var view = instances[i];
            rows[i] =
            [
                new(Quantities.Number(view.PmId), TextStyle.Heading),
                new(view.Name),
                new(view.Mode),
                new(Quantities.Number(view.Restarts)),
                new(view.Status, StatusStyle.Of(view.Status)),
                new(Quantities.Percent(view.Cpu)),
                new(Quantities.Bytes(view.Memory)),
            ];
        }

        Column[] columns = [new("id", 2), new("name", 18), new("mode", 8), new("↺", 4), new("status", 9), new("cpu", 8), new("memory", 8)];
        return BoxTable.Draw(columns, rows, palette);
    }
}
