using ActorPm.Cli.Commands;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Configuration;

/// <summary>
/// What follows a change of the settings: a running daemon reads them again where they are its own, and the app that a key names is restarted with them
/// as variables, as PM2 does.
/// </summary>
internal static class ConfigurationChange
{
    /// <summary>The group of settings that the daemon itself obeys; PM2 has a module of that name.</summary>
    public const string LogRotation = "pm2-logrotate";

    // POST, no body → 200 when the daemon has read its settings again.
    private const string ReloadRoute = "/v1/settings/reload";

    /// <summary>Tells whom it may concern. Without a daemon nobody needs to know: it reads the file when it starts.</summary>
    /// <param name="call">The command.</param>
    /// <param name="file">The settings as they are now.</param>
    /// <param name="owners">Whose settings have changed.</param>
    public static async Task AnnounceAsync(Invocation call, ConfigurationFile file, IReadOnlyList<string> owners)
    {
        if (owners.Count == 0)
        {
            return;
        }

        using var client = call.TryConnect();
        if (client is null)
        {
            return;
        }

        foreach (var owner in owners)
        {
            await (owner == LogRotation ? ReloadAsync(call, client) : RestartAsync(call, client, file, owner));
        }
    }

    private static async Task ReloadAsync(Invocation call, ControlClient client)
    {
        try
        {
            await client.PostAsync(ReloadRoute);
            call.Screen.Progress("The daemon rotates its logs by the new settings.");
        }
        catch (CommandFailure e) when (e.Code is ControlErrorCode.NotFound or ControlErrorCode.Internal)
        {
            call.Screen.Warn($"The setting is saved; the running daemon has not read it, so it counts from its next start. {e.Message}");
        }
    }

    private static async Task RestartAsync(Invocation call, ControlClient client, ConfigurationFile file, string owner)
    {
        var list = await client.GetAsync(ControlContract.Instances, ControlJson.Default.InstanceList);
        if (!list.Instances.Any(view => view.Name == owner))
        {
            return;
        }

        var changes = new AppRequest
        {
            Target = "",
            CallerDirectory = call.Host.CurrentDirectory,
            CallerEnvironment = CallerEnvironment.Of(call.Host),
            Environment = Variables(file, owner),
        };
        await client.PostAsync(
            ControlContract.Restart, new RestartRequest([owner], changes), ControlJson.Default.RestartRequest, ControlJson.Default.CommandReply);
        call.Screen.Progress($"Module {owner} restarted");
    }

    private static Dictionary<string, string> Variables(ConfigurationFile file, string owner)
    {
        var variables = new Dictionary<string, string>();
        if (file.Root[owner] is System.Text.Json.Nodes.JsonObject settings)
        {
            foreach (var (name, value) in settings)
            {
                // A variable's name cannot have an equals sign; such a setting is in the file alone.
                if (!name.Contains('=', StringComparison.Ordinal))
                {
                    variables[name] = ConfigurationListing.ValueText(value);
                }
            }
        }

        return variables;
    }
}
