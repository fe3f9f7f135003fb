using System.Globalization;
using System.Text;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>How an app's router stands, as <c>describe</c> shows it: a line, then its backends.</summary>
internal static class RouterSection
{
    /// <summary>The section.</summary>
    public static string Of(RouterView router, Palette palette)
    {
        var text = new StringBuilder(" Router ").Append(CultureInfo.InvariantCulture, $"({router.Plane}, {router.Policy})");
        if (router.Addresses.Count > 0)
        {
            text.Append(" on ").AppendJoin(", ", router.Addresses);
        }

        if (router.Totals is { } totals)
        {
            text.Append(CultureInfo.InvariantCulture, $": {totals.Connections ?? 0} connections, {totals.Held} requests wait, {totals.HeldTotal} have waited, {totals.Rejected} refused");
        }

        text.Append('\n');
        if (router.Problem is { } problem)
        {
            text.Append(' ').Append(palette.Open(TextStyle.Bad)).Append(problem).Append(palette.Close(TextStyle.Bad)).Append('\n');
        }

        if (router.Backends.Count == 0)
        {
            return text.ToString();
        }

        string[] headings = ["id", "state", "address", "active", "requests", "errors", "retries", "p50", "p90", "p99", "reason"];
        return text.Append(BoxTable.Draw([.. headings.Select(heading => new Column(heading, 0))], [.. router.Backends.Select(Row)], palette)).ToString();
    }

    private static Cell[] Row(BackendView backend) =>
    [
        new(backend.Node is null ? Quantities.Number(backend.PmId) : "-"),
        new(backend.State, backend.State == "ready" ? TextStyle.Good : TextStyle.Bad),
        new(backend.Node is { } node ? $"node {node}, {Quantities.Number(backend.Weight)} {(backend.Weight == 1 ? "instance" : "instances")}" : backend.Address ?? ""),
        new(Quantities.Number(backend.Active)),
        new(Quantities.Number(backend.Requests)),
        new(Quantities.Number(backend.Errors)),
        new(Quantities.Number(backend.Retries)),
        new(Milliseconds(backend.P50Ms)),
        new(Milliseconds(backend.P90Ms)),
        new(Milliseconds(backend.P99Ms)),
        new(backend.Reason ?? ""),
    ];

    private static string Milliseconds(double? value) => value is { } ms ? string.Create(CultureInfo.InvariantCulture, $"{ms:0.##} ms") : "";
}
