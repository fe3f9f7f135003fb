using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary>What the verbs share that act on targets.</summary>
internal static class TargetWords
{
    public const string Usage = "<id|name|namespace|all|/pattern/|file.json…>";

    /// <summary>Applies a verb that takes nothing but targets.</summary>
    public static async Task<int> ApplyAsync(Invocation call, string verb, string route)
    {
        var targets = Resolve(call, call.Words);
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
    public static IReadOnlyList<string> Resolve(Invocation call, IReadOnlyList<string> words)
    {
        var targets = new List<string>();
        foreach (var word in words)
        {
            // An app may be named like a file; only a file that is there stands for its apps.
            if (word != "-" && (EcosystemFile.KindOf(word) is EcosystemFileKind.None || !File.Exists(Path.GetFullPath(word, call.Host.CurrentDirectory))))
            {
                targets.Add(word);
                continue;
            }

            foreach (var app in AppFile.Read(call, word, environmentName: null))
            {
                targets.Add(app.Name ?? AppFile.DefaultName(app.Target));
            }
        }

        return targets;
    }
}
