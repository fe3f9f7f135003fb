using System.Globalization;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using ActorPm.Core.Operators;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Checkpoints;
using ActorPm.Daemon.History;
using ActorPm.Daemon.Settings;

namespace ActorPm.Daemon.Operators;

/// <summary>The palette <c>journal</c>: where the list is kept, and what has happened.</summary>
internal sealed class JournalVerbs(DaemonHome home, DaemonSettings settings, CatalogBoard list, CheckpointFile checkpoint, HistoryEndpoints history)
{
    /// <summary>Carries a verb out.</summary>
    public async Task<IReadOnlyList<string>> TellAsync(OperatorCall call) => call.Verb.Name switch
    {
        "info" => Info(),
        "history" => Lines(await history.ListAsync(call.Find("name") ?? "", call.Number("lines"))),
        "why" => Lines(await history.TellAsync(call.Value("name"))),
        "save" => Save(),
        _ => throw new InvalidOperationException($"Nobody knows {call.Name}."),
    };

    private IReadOnlyList<string> Info()
    {
        var apps = list.Current.Apps.Values;
        return TextColumns.Of([
            ["journal", settings.JournalDatabase?.ToString() ?? Path.Combine(home.Directory, DaemonHome.JournalName)],
            ["trouble", list.JournalTrouble ?? "none"],
            ["apps", Quantities.Number(apps.Count())],
            ["instances", Quantities.Number(apps.Sum(app => app.Slots.Length))],
            ["checkpoint", Written(checkpoint.Path)],
            ["history", Written(home.HistoryPath)],
        ]);
    }

    private IReadOnlyList<string> Save()
    {
        var catalog = list.Current;
        var count = CheckpointFile.AppsOf(catalog).Count;
        if (count == 0)
        {
            throw new RefusedException(ControlErrorCode.NothingToDo, "This daemon has no apps of its own, so nothing was written; `apm save --force` writes an empty checkpoint.");
        }

        checkpoint.Save(catalog);
        return [$"{count} {(count == 1 ? "app" : "apps")} written to {checkpoint.Path}"];
    }

    private static IReadOnlyList<string> Lines(HistoryReply reply)
    {
        var rows = reply.Entries.Select(entry => (Entry: entry, Cells: new[]
        {
            TimeZoneInfo.ConvertTime(entry.At, TimeZoneInfo.Local).ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture),
            entry.App is null ? "apmd" : entry.Ordinal is { } ordinal ? $"{entry.App}:{ordinal}" : entry.App,
            HistoryKinds.ToFact(entry) is { } fact ? HistoryText.Of(fact) : entry.Kind,
        })).ToList();
        var lines = TextColumns.Of(rows.Select(row => row.Cells));
        return [.. rows.Zip(lines, (row, line) => (string[])[line, .. (row.Entry.LastLines ?? []).Select(last => $"    | {last}")]).SelectMany(told => told), .. Problem(reply.Problem)];
    }

    private static IReadOnlyList<string> Lines(WhyReply reply) =>
    [
        .. reply.Stories.SelectMany(story => (string[])
        [
            .. story.Sentences.Select((sentence, index) => index == 0 ? sentence : $"  ← {sentence}"),
            .. story.LastLines.Select(last => $"    | {last}"),
            "",
        ]),
        .. Problem(reply.Problem),
    ];

    private static string[] Problem(string? problem) => problem is null ? [] : [$"The newest facts may be missing: {problem}"];

    private static string Written(string path) =>
        new FileInfo(path) is { Exists: true } file ? $"{path}, {Quantities.Bytes(file.Length)}, written {file.LastWriteTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture)}" : $"{path}, not there";
}
