using System.Text;
using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm start --dry-run</c>: what a start would change. Starts no daemon; without one there is nothing on the list.</summary>
internal static class DryRun
{
    /// <summary>Prints it, for people or as JSON.</summary>
    public static async Task<int> PrintAsync(Invocation call, IReadOnlyList<AppRequest> apps, bool asJson)
    {
        var preview = await AskAsync(call, apps) ?? Unresolved(call, apps);
        call.Screen.Data(asJson ? JsonSerializer.Serialize(preview, ControlJson.Default.StartPreviewReply) + "\n" : Text(preview));
        return 0;
    }

    private static async Task<StartPreviewReply?> AskAsync(Invocation call, IReadOnlyList<AppRequest> apps)
    {
        using var client = call.TryConnect();
        return client is null || await client.IsGoneAsync()
            ? null
            : await client.PostAsync(ControlContract.StartPreview, new StartRequest(apps), ControlJson.Default.StartRequest, ControlJson.Default.StartPreviewReply);
    }

    private static StartPreviewReply Unresolved(Invocation call, IReadOnlyList<AppRequest> apps)
    {
        call.Screen.Warn($"No daemon runs for {call.Home.Directory}, so the apps are compared with an empty list, and paths have not been looked at.");
        return new StartPreviewReply([.. apps.Select(app => new AppPreview(AppFile.NameOf(app), PreviewKind.Added, [new FieldChange("script", null, app.Target)]))]);
    }

    private static string Text(StartPreviewReply preview)
    {
        var text = new StringBuilder();
        foreach (var app in preview.Apps)
        {
            text.Append(app.Name).Append(": ").Append(app.Kind switch
            {
                PreviewKind.Added => "added",
                PreviewKind.Changed => "changed",
                PreviewKind.Unchanged => "unchanged",
                var kind => throw new InvalidOperationException($"No word for {kind}."),
            }).Append('\n');
            foreach (var field in app.Fields)
            {
                text.Append("  ").Append(field.Name).Append(": ").Append(field switch
                {
                    { Old: null } => field.New,
                    { New: null } => $"{field.Old} → removed",
                    { Old: SpecDifference.Hidden, New: SpecDifference.Hidden } => $"changed {SpecDifference.Hidden}",
                    _ => $"{field.Old} → {field.New}",
                }).Append('\n');
            }
        }

        return text.ToString();
    }
}
