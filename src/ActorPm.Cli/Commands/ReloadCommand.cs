using ActorPm.Core.Catalog;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm reload</c>.</summary>
internal sealed class ReloadCommand : CliCommand
{
    private readonly ChangeOptions _changes;
    private readonly AppFileOptions _files;
    private readonly CanaryOption _canary;

    public ReloadCommand()
        : base(
            "reload", "replace running instances by new ones without a gap: a new one has to be ready before an old one leaves (apps that hold their port themselves are restarted, unless --overlap is set)",
            TargetWords.Usage + " [-- args]", "name")
    {
        _changes = new ChangeOptions(Grammar);
        _files = new AppFileOptions(Grammar, _changes.Apps);
        _canary = new CanaryOption(Grammar);
    }

    public override bool DashesEndOptionsOnly => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        var words = _changes.Apps.Targets(call);
        var files = words.Where(word => AppFile.IsThere(call, word)).ToList();
        if (files.Count == 0)
        {
            return await ReloadAsync(call, TargetWords.Resolve(call, Grammar.Name, words, _files));
        }

        var selection = _files.Selection(call);
        var apps = files.SelectMany(file => AppFile.Read(call, file, selection)).Select(app => _changes.Apps.AddTo(app, call)).ToList();
        var reloaded = await OfFilesAsync(call, apps, _canary.Percent(call));
        List<string> others = [.. words.Except(files)];
        return others.Count == 0 ? reloaded : Math.Max(reloaded, await ReloadAsync(call, others));
    }

    /// <summary>Starts the apps of files; those that run are reloaded with what the files say now.</summary>
    public static async Task<int> OfFilesAsync(Invocation call, IReadOnlyList<AppRequest> apps, int? canaryPercent)
    {
        if (call.Remote is not null)
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, "An app file of this machine means nothing to a daemon elsewhere; reload the apps by their names.");
        }

        using var client = await call.ConnectOrStartAsync();
        var manner = canaryPercent is { } percent ? new ReloadManner(null, percent, null) : null;
        return await call.FinishAsync(client, client.PostAsync(
            ControlContract.StartOrReload,
            new StartRequest([.. apps.Select(app => app.IfRunning is WhenRunning.Restart ? app with { IfRunning = WhenRunning.Reload } : app)]) { Manner = manner },
            ControlJson.Default.StartRequest, ControlJson.Default.CommandReply));
    }

    private async Task<int> ReloadAsync(Invocation call, IReadOnlyList<string> targets)
    {
        var changes = _changes.Read(call);
        var canary = _canary.Percent(call);

        // How this reload goes is no change of the app; the next one goes as the app says again.
        var manner = canary is null && changes is null ? null : new ReloadManner(changes?.Surge, canary, changes?.MinimumHealthyTimeMs);
        changes = changes is null ? null : changes with { Surge = null, MinimumHealthyTimeMs = null };
        using var client = await call.ConnectToChangeAsync(targets);
        if (!_changes.IsUpdate(call))
        {
            call.Screen.Hint("Use --update-env to update environment variables");
        }

        return await TargetWords.SendAsync(
            call, client, Grammar.Name, targets, ControlContract.Reload, new ReloadRequest(targets, changes, manner), ControlJson.Default.ReloadRequest);
    }
}
