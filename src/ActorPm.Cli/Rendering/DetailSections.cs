using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>The tables that <c>describe</c> shows below the first when there is something to show: revision control, actions, metrics, variables.</summary>
internal static class DetailSections
{
    private const int LongestComment = 60;

    /// <summary>The tables that a detail holds by itself.</summary>
    public static string Of(InstanceDetail detail, Palette palette)
    {
        var text = new StringBuilder();
        if (detail.Revision is { } revision)
        {
            text.Append(Table("Revision control metadata", palette,
            [
                ("revision control", "git"),
                ("remote url", revision.RemoteUrl ?? "N/A"),
                ("repository root", revision.Root),
                ("last update", revision.UpdatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)),
                ("revision", revision.Revision ?? "N/A"),
                ("comment", TextWidth.Fit(revision.Comment ?? "", LongestComment)),
                ("branch", revision.Branch ?? "N/A"),
            ]));
        }

        if (detail.Router is { } router)
        {
            text.Append(RouterSection.Of(router, palette));
        }

        using var actions = JsonDocument.Parse(detail.AxmActions);
        var names = actions.RootElement.EnumerateArray().Select(action => Text(action, "action_name")).ToArray();
        if (names.Length > 0)
        {
            text.Append(" Actions available \n").Append(BoxTable.Draw([new("", 0)], [.. names.Select(name => new Cell[] { new(name) })], palette));
        }

        using var metrics = JsonDocument.Parse(detail.AxmMonitor);
        text.Append(Table("Code metrics value", palette, Metrics(metrics.RootElement)));
        return text.ToString();
    }

    /// <summary>The variables whose values the caller's shell has too, but others: by name alone, since values may be secret.</summary>
    /// <param name="given">What the app was started with.</param>
    /// <param name="local">What the caller has.</param>
    /// <param name="palette">The colours.</param>
    public static string DivergentVariables(IReadOnlyDictionary<string, string> given, IReadOnlyDictionary<string, string> local, Palette palette)
    {
        var names = local.Where(variable => given.TryGetValue(variable.Key, out var value) && value != variable.Value)
            .Select(variable => variable.Key).Order(StringComparer.Ordinal).ToArray();
        return names.Length == 0
            ? ""
            : " Divergent env variables from local env \n" + BoxTable.Draw([new("", 0)], [.. names.Select(name => new Cell[] { new(name, TextStyle.Heading) })], palette);
    }

    /// <summary>The metrics of an app as names and values with their unit.</summary>
    public static (string Name, string Value)[] Metrics(JsonElement monitor) =>
        [.. monitor.EnumerateObject().Select(metric => (metric.Name, $"{Text(metric.Value, "value")} {Text(metric.Value, "unit")}".TrimEnd()))];

    private static string Table(string title, Palette palette, (string Name, string Value)[] rows) => rows.Length == 0
        ? ""
        : $" {title} \n" + BoxTable.Draw([new("", 0), new("", 0)], [.. rows.Select(row => new Cell[] { new(row.Name, TextStyle.Heading), new(row.Value) })], palette);

    // An app may report a bare value instead of an object.
    private static string Text(JsonElement value, string name)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return name is "value" or "action_name" ? value.ToString() : "";
        }

        return value.TryGetProperty(name, out var member) ? member.ToString() : "";
    }
}
