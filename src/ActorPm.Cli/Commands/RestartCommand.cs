using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm restart</c>.</summary>
internal sealed class RestartCommand : CliCommand
{
    private readonly ChangeOptions _changes;
    private readonly AppFileOptions _files;

    public RestartCommand()
        : base("restart", "restart apps; options change them, and the apps of a file become what the file says", TargetWords.Usage + " [-- args]", "name")
    {
        _changes = new ChangeOptions(Grammar);
        _files = new AppFileOptions(Grammar, _changes.Apps);
    }

    public override bool DashesEndOptionsOnly => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        var words = _changes.Apps.Targets(call);
        var files = words.Where(word => AppFile.IsThere(call, word)).ToList();
        if (files.Count == 0)
        {
            return await RestartAsync(call, TargetWords.Resolve(call, Grammar.Name, words, _files));
        }

        // All files are read before anything is done: what is wrong with one changes nothing.
        var selection = _files.Selection(call);
        var apps = files.SelectMany(file => AppFile.Read(call, file, selection)).Select(app => _changes.Apps.AddTo(app, call)).ToList();
        var started = await StartCommand.StartAsync(call, apps);
        List<string> others = [.. words.Except(files)];
        return others.Count == 0 ? started : Math.Max(started, await RestartAsync(call, others));
    }

    private async Task<int> RestartAsync(Invocation call, IReadOnlyList<string> targets)
    {
        var changes = _changes.Read(call);
        using var client = await call.ConnectToChangeAsync(targets);
        if (!_changes.IsUpdate(call))
        {
            call.Screen.Hint("Use --update-env to update environment variables");
        }

        return await TargetWords.SendAsync(
            call, client, Grammar.Name, targets, ControlContract.Restart, new RestartRequest(targets, changes), ControlJson.Default.RestartRequest);
    }
}
