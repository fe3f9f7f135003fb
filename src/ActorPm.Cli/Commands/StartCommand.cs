using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm start</c>.</summary>
internal sealed class StartCommand : CliCommand
{
    private static readonly string[] DefaultFiles = ["ecosystem.config.json", "ecosystem.json", "ecosystem.config.js"];

    private readonly AppOptions _options;

    public StartCommand()
        : base("start", "start programs and keep them running, or start stopped apps again", "[script|command|name|file.json…] [-- args]") =>
        _options = new AppOptions(Grammar);

    public override bool DashesEndOptionsOnly => false;

    public override async Task<int> RunAsync(Invocation call)
    {
        var apps = Apps(call);
        foreach (var app in apps)
        {
            call.Screen.Progress(Announcement(call, app));
        }

        using var client = await call.ConnectOrStartAsync();
        return await call.FinishAsync(client, client.PostAsync(
            ControlContract.Start, new StartRequest(apps), ControlJson.Default.StartRequest, ControlJson.Default.CommandReply));
    }

    private List<AppRequest> Apps(Invocation call)
    {
        var targets = _options.Targets(call);
        if (targets.Count == 0)
        {
            targets = [Array.Find(DefaultFiles, name => File.Exists(Path.Combine(call.Host.CurrentDirectory, name)))
                ?? throw new UsageFailure("missing required argument 'script'")];
        }

        var environmentName = _options.EnvironmentName(call);
        var apps = new List<AppRequest>();
        foreach (var target in targets)
        {
            if (target == "-" || EcosystemFile.KindOf(target) is not EcosystemFileKind.None)
            {
                apps.AddRange(AppFile.Read(call, target, environmentName).Select(app => _options.AddTo(app, call)));
            }
            else
            {
                if (environmentName is not null)
                {
                    // PM2 starts the script all the same, and command lines in the wild rely on it.
                    call.Screen.Warn($"{AppOptions.EnvironmentWithoutFile}; '{environmentName}' has no effect on {target}.");
                }

                apps.Add(_options.Read(call, target));
            }
        }

        return apps;
    }

    // The daemon decides what a target is. A file or a command line can only be started; a bare word may be an app that exists.
    private static string Announcement(Invocation call, AppRequest app)
    {
        var directory = app.Cwd is null ? app.CallerDirectory : Path.GetFullPath(app.Cwd, app.CallerDirectory);
        var path = Path.GetFullPath(app.Target, directory);
        var isCommandLine = app.Target.Contains(' ', StringComparison.Ordinal);
        return isCommandLine || File.Exists(path)
            ? $"Starting {(isCommandLine ? app.Target : path)} in fork_mode ({Instances(app)})"
            : $"Applying action start on app [{app.Target}]";
    }

    private static string Instances(AppRequest app) => app.Instances switch
    {
        null or "1" => "1 instance",
        "0" => "max instances",
        var count => $"{count} instances",
    };
}
