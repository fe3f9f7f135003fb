using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>What the verbs share that act on targets.</summary>
internal static class TargetWords
{
    public const string Usage = "<id|name|namespace|all|/pattern/|file|-…>";

    /// <summary>Applies a verb that takes nothing but targets.</summary>
    public static async Task<int> ApplyAsync(Invocation call, string verb, string route, AppFileOptions? files = null)
    {
        var targets = Resolve(call, verb, call.Words, files);
        using var client = await call.ConnectToChangeAsync(targets);
        // What these verbs ask for is done even if the app is errored.
        await SendAsync(call, client, verb, targets, route, new TargetRequest(targets), ControlJson.Default.TargetRequest);
        return 0;
    }

    /// <summary>Sends one request for all targets, says what was done and prints the list.</summary>
    /// <returns>The exit code.</returns>
    public static async Task<int> SendAsync<TBody>(
        Invocation call, ControlClient client, string verb, IReadOnlyList<string> targets, string route, TBody body, JsonTypeInfo<TBody> bodyType)
    {
        call.Screen.Progress($"Applying action {verb} on app [{string.Join(", ", targets)}]");
        return await call.FinishAsync(client, client.PostAsync(route, body, bodyType, ControlJson.Default.CommandReply));
    }

    /// <summary>The targets, an app file standing for the names of its apps.</summary>
    /// <param name="call">The call.</param>
    /// <param name="verb">The verb.</param>
    /// <param name="words">The targets as they were given.</param>
    /// <param name="files">Which apps of files are meant; null for all.</param>
    public static IReadOnlyList<string> Resolve(Invocation call, string verb, IReadOnlyList<string> words, AppFileOptions? files = null)
    {
        var selection = files?.Selection(call) ?? new AppFileSelection(null, []);
        if (selection.Only.Count > 0 && !words.Any(word => AppFile.IsThere(call, word)))
        {
            // As in PM2, the targets are acted on all the same.
            call.Screen.Warn($"--only has no effect on {verb} here.");
        }

        return [.. words.SelectMany(word => AppFile.IsThere(call, word) ? AppFile.Read(call, word, selection).Select(AppFile.NameOf) : [word])];
    }
}
