using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>What <c>restart</c> and <c>reload</c> may change of the apps that they act on.</summary>
internal sealed class ChangeOptions
{
    private readonly Option<bool> _updateEnvironment = Options.Flag("--update-env", "give the apps this shell's environment", "-a");

    /// <param name="grammar">The verb's grammar.</param>
    public ChangeOptions(Command grammar)
    {
        Apps = new AppOptions(grammar);
        grammar.Options.Add(_updateEnvironment);
    }

    /// <summary>The options of apps.</summary>
    public AppOptions Apps { get; }

    /// <summary>Whether the apps get this shell's environment.</summary>
    public bool IsUpdate(Invocation call) => call.Has(_updateEnvironment);

    /// <summary>What the call changes; null when nothing.</summary>
    /// <exception cref="CommandFailure">It names an environment of an app file, and there is no app file.</exception>
    public AppRequest? Read(Invocation call)
    {
        if (Apps.EnvironmentName(call) is not null)
        {
            throw new CommandFailure([AppOptions.EnvironmentWithoutFile]);
        }

        var isUpdate = IsUpdate(call);
        if (isUpdate && call.Remote is not null)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, "The variables of this machine are not for a daemon elsewhere; leave out --update-env, and give single ones with --env.");
        }

        var changes = isUpdate || Apps.AnyGiven(call) || call.WordsAfterDashes.Count > 0 ? Apps.Read(call, "") : null;
        if (!isUpdate && changes is not null)
        {
            // An empty one means that the apps keep theirs.
            changes = changes with { CallerEnvironment = new Dictionary<string, string>() };
        }

        if (changes?.Instances is { } count)
        {
            // PM2 leaves the number as it is; scripts say -i on every call.
            call.Screen.Warn($"This does not change the number of instances; use `apm scale <name> {count}`.");
            changes = changes with { Instances = null };
        }

        return Apps.IsWatchGiven(call) && changes is { WatchPaths: null } ? changes with { Watch = null, ToggleWatch = true } : changes;
    }
}
