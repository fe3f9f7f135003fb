using ActorPm.Core.Hooks;
using ActorPm.Processes;

namespace ActorPm.Daemon.Hooks;

/// <summary>Makes what carries a hook's deliveries.</summary>
internal static class HookSenders
{
    /// <summary>For the hooks of a home.</summary>
    /// <param name="home">The home.</param>
    /// <param name="commands">Runs programs.</param>
    /// <param name="environment">The daemon's own variables, of which programs get all but its settings.</param>
    public static Func<HookSettings, IHookSender> Of(DaemonHome home, ICommandRunner commands, IReadOnlyDictionary<string, string> environment)
    {
        ExecSender.Clean(home.RuntimeDirectory);
        var http = WebhookSender.Client();
        var variables = environment
            .Where(variable => !variable.Key.StartsWith("APM_", StringComparison.Ordinal))
            .Append(KeyValuePair.Create("APM_HOME", home.Directory))
            .ToDictionary(StringComparer.Ordinal);
        return hook => hook.Target switch
        {
            HookTarget.Webhook webhook => new WebhookSender(http, webhook, hook.Timeout, TimeProvider.System),
            HookTarget.Exec exec => new ExecSender(commands, hook.Name, exec, hook.Timeout, home.Directory, home.RuntimeDirectory, variables),
            _ => throw new ArgumentOutOfRangeException(nameof(hook), hook.Target, "Not a target of hooks."),
        };
    }
}
