using System.CommandLine;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm restart</c>, and <c>apm reload</c> by another name.</summary>
internal sealed class RestartCommand : CliCommand
{
    private readonly AppOptions _options;
    private readonly AppFileOptions _files;
    private readonly Option<bool> _updateEnvironment;

    public RestartCommand()
        : this("restart", "restart apps; options change them, and the apps of a file become what the file says")
    {
    }

    private RestartCommand(string name, string description)
        : base(name, description, TargetWords.Usage + " [-- args]", "name")
    {
        _options = new AppOptions(Grammar);
        _files = new AppFileOptions(Grammar, _options);
        _updateEnvironment = Flag("--update-env", "give the apps this shell's environment", "-a");
    }

    /// <summary><c>apm reload</c>.</summary>
    public static RestartCommand Reload() => new("reload", "restart apps, the same as restart (there is no reload without an interruption yet)");

    public override bool DashesEndOptionsOnly => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        var words = _options.Targets(call);
        var files = words.Where(word => AppFile.IsThere(call, word)).ToList();
        if (files.Count == 0)
        {
            return await RestartAsync(call, TargetWords.Resolve(call, Grammar.Name, words, _files));
        }

        // All files are read before anything is done: what is wrong with one changes nothing.
        var selection = _files.Selection(call);
        var apps = files.SelectMany(file => AppFile.Read(call, file, selection)).Select(app => _options.AddTo(app, call)).ToList();
        var started = await StartCommand.StartAsync(call, apps);
        List<string> others = [.. words.Except(files)];
        return others.Count == 0 ? started : Math.Max(started, await RestartAsync(call, others));
    }

    private async Task<int> RestartAsync(Invocation call, IReadOnlyList<string> targets)
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

        if (changes?.Instances is { } count)
        {
            // PM2 restarts and leaves the number as it is; scripts say -i on every call.
            call.Screen.Warn($"A restart does not change the number of instances; use `apm scale <name> {count}`.");
            changes = changes with { Instances = null };
        }

        if (_options.IsWatchGiven(call) && changes is { WatchPaths: null })
        {
            changes = changes with { Watch = null, ToggleWatch = true };
        }

        using var client = await call.ConnectToChangeAsync(targets);
        if (!isUpdate)
        {
            call.Screen.Hint("Use --update-env to update environment variables");
        }

        return await TargetWords.SendAsync(
            call, client, Grammar.Name, targets, ControlContract.Restart, new RestartRequest(targets, changes), ControlJson.Default.RestartRequest);
    }
}
