using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPm.Cli.Rendering;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Monit;

/// <summary>The model → the lines of a screen: processes and metrics on the left, logs and metadata on the right.</summary>
internal static class MonitView
{
    private const string Help = " left/right: switch boards | up/down: move or scroll | q, Esc, Ctrl-C: quit";
    private const int LeastWidth = 40;
    private const int LeastHeight = 10;

    /// <summary>The lines of the screen, each as wide as it is; exactly as many as it is high.</summary>
    public static IReadOnlyList<string> Of(MonitModel model, DateTimeOffset now, int width, int height, Palette palette)
    {
        if (width < LeastWidth || height < LeastHeight)
        {
            return [.. Enumerable.Range(0, Math.Max(0, height)).Select(row => Padded(row == 0 ? TextWidth.Fit("The window is too small.", Math.Max(1, width)) : "", Math.Max(1, width)))];
        }

        var top = (height - 1) * 7 / 10;
        var bottom = height - 1 - top;
        var left = width * 35 / 100;
        var right = width - left;
        var name = model.Current is { } current ? $"{current.Name} Logs" : "Logs";
        var lines = new List<string>(height);
        lines.AddRange(Beside(
            Box(" Process List ", Processes(model, left - 2, top - 2, palette), left, top, Border(MonitPane.Processes), palette),
            Box($" {name} ", Logs(model, top - 2), right, top, Border(MonitPane.Logs), palette)));
        lines.AddRange(Beside(
            Box(" Custom Metrics ", Scrolled(Metrics(model), model.ScrollOf(MonitPane.Metrics)), left, bottom, Border(MonitPane.Metrics), palette),
            Box(" Metadata ", Scrolled(Metadata(model, now), model.ScrollOf(MonitPane.Metadata)), right, bottom, Border(MonitPane.Metadata), palette)));
        lines.Add(Styled(new(Help, TextStyle.Muted), width, palette));
        return lines;

        TextStyle Border(MonitPane pane) => model.Pane == pane ? TextStyle.Heading : TextStyle.Muted;
    }

    private static IEnumerable<Cell> Processes(MonitModel model, int width, int height, Palette palette)
    {
        // Only what is visible is drawn, however long the list is.
        var first = Math.Clamp(model.Selected - (height / 2), 0, Math.Max(0, model.Instances.Count - height));
        for (var i = first; i < Math.Min(first + height, model.Instances.Count); i++)
        {
            var view = model.Instances[i];
            var tail = $" {Quantities.Bytes(view.Memory),8} {Quantities.Percent(view.Cpu),6} {view.Status}";
            var head = $"{(i == model.Selected ? '>' : ' ')}[{Quantities.Number(view.PmId),2}] ";
            var room = Math.Max(4, width - head.Length - tail.Length);
            var selected = palette != Palette.Plain && i == model.Selected;
            yield return new(head + Padded(TextWidth.Fit(view.Name, room), room) + tail, selected ? TextStyle.Heading : StatusStyle.Of(view.Status));
        }
    }

    private static IEnumerable<Cell> Logs(MonitModel model, int height)
    {
        var end = Math.Max(Math.Min(height, model.Lines.Count), model.Lines.Count - model.ScrollOf(MonitPane.Logs));
        return model.Lines.Take(end).TakeLast(height).Select(line => new Cell(line));
    }

    private static IEnumerable<Cell> Metrics(MonitModel model)
    {
        if (model.Detail is not { } detail)
        {
            return [];
        }

        using var monitor = JsonDocument.Parse(detail.AxmMonitor);
        return [.. DetailSections.Metrics(monitor.RootElement).Select(metric => new Cell($"{metric.Name}  {metric.Value}"))];
    }

    private static IEnumerable<Cell> Metadata(MonitModel model, DateTimeOffset now)
    {
        if (model.Current is not { } view)
        {
            return [];
        }

        var rows = new List<(string Title, string? Value)>
        {
            ("App Name", view.Name), ("Namespace", view.Namespace), ("Version", view.Version), ("Restarts", Quantities.Number(view.Restarts)), ("Uptime", Quantities.Uptime(view, now)),
        };
        if (model.Detail is { } detail)
        {
            rows.AddRange(
            [
                ("Script path", detail.Script), ("Script args", detail.Arguments.Count == 0 ? null : string.Join(' ', detail.Arguments)), ("Interpreter", detail.Interpreter),
                ("Interpreter args", detail.InterpreterArguments.Count == 0 ? null : string.Join(' ', detail.InterpreterArguments)), ("Exec mode", view.Mode),
                ("Node.js version", detail.NodeVersion), ("Watch & reload", view.Watching ? "yes" : "no"), ("Unstable restarts", Quantities.Number(view.FailedStarts)),
                ("Created at", detail.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)), ("Reason", view.Reason),
            ]);
        }

        return rows.Where(row => row.Value is not null).Select(row => new Cell($"{row.Title,-18}{row.Value}"));
    }

    private static IEnumerable<Cell> Scrolled(IEnumerable<Cell> cells, int by) => cells.Skip(by);

    private static IEnumerable<string> Beside(IEnumerable<string> left, IEnumerable<string> right) => left.Zip(right, (a, b) => a + b);

    private static IEnumerable<string> Box(string title, IEnumerable<Cell> content, int width, int height, TextStyle border, Palette palette)
    {
        var inner = width - 2;
        var side = palette.Open(border) + "│" + palette.Close(border);
        var shown = TextWidth.Fit(title, inner);
        yield return palette.Open(border) + "┌" + shown + new string('─', Math.Max(0, inner - TextWidth.Of(shown))) + "┐" + palette.Close(border);
        using var cells = content.GetEnumerator();
        for (var row = 0; row < height - 2; row++)
        {
            yield return side + Styled(cells.MoveNext() ? cells.Current : new Cell(""), inner, palette) + side;
        }

        yield return palette.Open(border) + "└" + new string('─', inner) + "┘" + palette.Close(border);
    }

    private static string Styled(Cell cell, int width, Palette palette) =>
        palette.Open(cell.Style) + Padded(TextWidth.Fit(cell.Text, width), width) + palette.Close(cell.Style);

    private static string Padded(string text, int width) => new StringBuilder(text).Append(' ', Math.Max(0, width - TextWidth.Of(text))).ToString();
}
