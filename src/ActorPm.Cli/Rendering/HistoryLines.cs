using System.Globalization;
using System.Text;
using ActorPm.Core.Control;
using ActorPm.Core.History;

namespace ActorPm.Cli.Rendering;

/// <summary>Facts as lines of text: when, where, what, and below an exit what the process wrote last.</summary>
internal static class HistoryLines
{
    private const string DaemonName = "apmd";

    /// <summary>The lines, each with its line feed; facts of a kind that this version does not know are shown by the word for it.</summary>
    public static string Of(IReadOnlyList<HistoryEntry> entries, TimeZoneInfo zone, Palette palette)
    {
        var width = entries.Select(entry => Where(entry).Length).DefaultIfEmpty(0).Max();
        var text = new StringBuilder();
        foreach (var entry in entries)
        {
            var at = TimeZoneInfo.ConvertTime(entry.At, zone).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
            var fact = HistoryKinds.ToFact(entry);
            var style = Style(fact);
            text.Append(palette.Open(TextStyle.Muted)).Append(at).Append(palette.Close(TextStyle.Muted)).Append("  ")
                .Append(Where(entry).PadRight(width)).Append("  ")
                .Append(palette.Open(style)).Append(fact is null ? entry.Kind : HistoryText.Of(fact)).Append(palette.Close(style)).Append('\n');
            foreach (var line in entry.LastLines ?? [])
            {
                text.Append(' ', at.Length + width + 4).Append("| ").Append(line).Append('\n');
            }
        }

        return text.ToString();
    }

    private static string Where(HistoryEntry entry) => entry switch
    {
        { App: null } => DaemonName,
        { Ordinal: { } ordinal } => $"{entry.App}:{Quantities.Number(ordinal)}",
        _ => entry.App,
    };

    private static TextStyle Style(HistoryFact? fact) => fact switch
    {
        HistoryFact.Exited { By: EndedBy.Itself or EndedBy.Illness, Status.IsSuccess: false } or HistoryFact.GaveUp or HistoryFact.StartFailed or HistoryFact.FoundIll
            or HistoryFact.ReloadEnded { Result: ReloadResult.Failed } or HistoryFact.FactsLost => TextStyle.Bad,
        HistoryFact.Started or HistoryFact.BecameReady => TextStyle.Good,
        HistoryFact.CommandGiven => TextStyle.Heading,
        _ => TextStyle.Plain,
    };
}
