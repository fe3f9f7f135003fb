using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>What an app inherits from its caller: the whole environment but for the mark of managed processes.</summary>
internal static class CallerEnvironment
{
    public static IReadOnlyDictionary<string, string> Of(CliHost host)
    {
        var environment = new Dictionary<string, string>(host.Variables);
        environment.Remove(DaemonLaunch.InstanceMark);
        return environment;
    }
}
