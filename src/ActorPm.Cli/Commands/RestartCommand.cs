using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm restart</c>.</summary>
internal sealed class RestartCommand : CliCommand
{
    private readonly AppOptions _options;
    private readonly Option<bool> _updateEnvironment;

    public RestartCommand()
        : base("restart", "restart apps; options that are given change them", TargetWords.Usage + " [-- args]", "name")
    {
        _options = new AppOptions(Grammar);
        _updateEnvironment = Flag("--update-env", "give the apps this shell's environment", "-a");
    }

    public override bool DashesEndOptionsOnly => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        if (_options.EnvironmentName(call) is not null)
        {
            throw new CommandFailure([AppOptions.EnvironmentWithoutFile]);
        }

        var isUpdate = call.Has(_updateEnvironment);
        var changes = isUpdate || _options.AnyGiven(call) || call.WordsAfterDashes.Count > 0 ? _options.Read(call, "") : null;
        if (!isUpdate && changes is not null)
        {
            // An empty one means that the apps keep theirs.
            changes = changes with { CallerEnvironment = new Dictionary<string, string>() };
        }

        if (_options.IsWatchGiven(call) && changes is { WatchPaths: null })
        {
            changes = changes with { Watch = null, ToggleWatch = true };
        }

        var targets = TargetWords.Resolve(call, _options.Targets(call));

        using var client = await call.ConnectToChangeAsync(targets);
        if (!isUpdate)
        {
            call.Screen.Hint("Use --update-env to update environment variables");
        }

        return await TargetWords.SendAsync(
            call, client, "restart", targets, ControlContract.Restart, new RestartRequest(targets, changes), ControlJson.Default.RestartRequest);
    }
}
