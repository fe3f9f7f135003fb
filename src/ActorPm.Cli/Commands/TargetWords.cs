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
        await SendAsync(call, client, verb, targets, route, new TargetRequest(targets), ControlJson.Default.TargetRequest);
        return 0;
    }

    /// <summary>Sends one request for all targets, says what was done and prints the list.</summary>
    public static async Task SendAsync<TBody>(
        Invocation call, ControlClient client, string verb, IReadOnlyList<string> targets, string route, TBody body, JsonTypeInfo<TBody> bodyType)
    {
        call.Screen.Progress($"Applying action {verb} on app [{string.Join(", ", targets)}]");
        try
        {
            call.Report(await client.PostAsync(route, body, bodyType, ControlJson.Default.CommandReply));
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.InstanceFailed)
        {
            // The list has changed all the same.
            await call.PrintListAsync(client);
            throw;
        }

        await call.PrintListAsync(client);
    }

    /// <summary>The targets, an app file standing for the names of its apps.</summary>
    public static IReadOnlyList<string> Resolve(Invocation call, IReadOnlyList<string> words)
    {
        var targets = new List<string>();
        foreach (var word in words)
        {
            if (word != "-" && EcosystemFile.KindOf(word) is EcosystemFileKind.None)
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
