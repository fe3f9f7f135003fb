using System.CommandLine;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Cli.Commands;

/// <summary><c>apm start</c>, and PM2's verbs that start or restart the apps of a file, which <c>start</c> does as well.</summary>
internal sealed class StartCommand : CliCommand
{
    private readonly AppOptions _options;
    private readonly AppFileOptions _files;
    private readonly Option<bool> _dryRun;
    private readonly Option<bool> _json;
    private readonly Option<bool> _attach;
    private readonly Option<bool> _noDaemon;
    private readonly Option<bool> _write;
    private readonly bool _takesFilesOnly;
    private readonly bool _reloads;

    public StartCommand()
        : this("start", "start programs and keep them running, or start stopped apps again", "[script|command|name|file|-…] [-- args]")
    {
    }

    private StartCommand(string name, string description, string arguments, bool isReload = false, params string[] required)
        : base(name, description, arguments, required)
    {
        _reloads = isReload;
        _options = new AppOptions(Grammar);
        _files = new AppFileOptions(Grammar, _options);
        _dryRun = Flag("--dry-run", "print what would change, and change nothing");
        _json = Flag("--json", "with --dry-run: as JSON");
        _attach = Flag("--attach", "show what the apps print afterwards, until Ctrl-C");
        _noDaemon = Flag("--no-daemon", "stay in the foreground and show what the apps print (for containers see apm runtime)");
        _write = Flag("--write", "also write these options to NAME-pm2.json in this directory", "-w");
        _takesFilesOnly = required.Length > 0;
    }

    /// <summary>A verb that starts the apps of a file, or restarts or reloads those that run.</summary>
    /// <param name="name">The verb.</param>
    /// <param name="isReload">Whether it reloads them.</param>
    public static StartCommand OfFiles(string name, bool isReload) => new(
        name, $"start the apps of a file; those that run are {(isReload ? "reloaded" : "restarted")} with what the file says now", "<file|->", isReload, "file");

    public override bool DashesEndOptionsOnly => false;

    public override bool TakesRemote => !_takesFilesOnly;

    public override async Task<int> RunAsync(Invocation call)
    {
        var apps = Apps(call, _options.Targets(call), _options, _files, _takesFilesOnly ? Grammar.Name : null);
        if (call.Has(_dryRun))
        {
            return await DryRun.PrintAsync(call, apps, call.Has(_json));
        }

        if (call.Has(_write))
        {
            foreach (var app in apps)
            {
                call.Screen.Progress($"Written to {WrittenAppFile.Write(call.Host.CurrentDirectory, app)}");
            }
        }

        if (call.Remote is not null && (call.Has(_attach) || call.Has(_noDaemon)))
        {
            throw new CommandFailure(ControlErrorCode.InvalidRequest, "A daemon elsewhere is not followed by start; leave out --attach and --no-daemon, and run `apm logs` afterwards.");
        }

        var exitCode = _reloads ? await ReloadCommand.OfFilesAsync(call, apps, null) : await StartAsync(call, apps);
        return (call.Has(_attach) || call.Has(_noDaemon)) && exitCode == 0 ? await FollowAsync(call, apps) : exitCode;
    }

    // Paths and variables of this machine mean nothing there.
    private static AppRequest ListedElsewhere(AppRequest app) => app.Bare() == AppRequest.OnList(app.Target)
        ? app.Bare()
        : throw new CommandFailure(ControlErrorCode.InvalidRequest, $"{app.Target} cannot be started with options or from an app file on a daemon elsewhere, since paths and variables of this machine mean nothing there; start it on its machine, and by its name from here.");

    // As `apm logs` of these apps, until Ctrl-C; with --no-daemon a container's first process stays, and says what they print.
    private static Task<int> FollowAsync(Invocation call, IReadOnlyList<AppRequest> apps)
    {
        var names = apps.Select(app => System.Text.RegularExpressions.Regex.Escape(AppFile.NameOf(app)));
        return CommandLine.RunAsync(["logs", $"/^({string.Join('|', names)})$/"], call.Host);
    }

    /// <summary>Has the daemon start apps, says what was done and prints the list.</summary>
    public static async Task<int> StartAsync(Invocation call, IReadOnlyList<AppRequest> apps)
    {
        if (call.Remote is not null)
        {
            apps = [.. apps.Select(ListedElsewhere)];
        }

        foreach (var app in apps)
        {
            call.Screen.Progress(Announcement(call, app));
        }

        using var client = await call.ConnectOrStartAsync();
        return await call.FinishAsync(client, client.PostAsync(
            ControlContract.Start, new StartRequest(apps), ControlJson.Default.StartRequest, ControlJson.Default.CommandReply));
    }

    /// <summary>The apps that the targets of a call name.</summary>
    /// <param name="call">The call.</param>
    /// <param name="targets">Scripts, programs, names and app files; none for the app file that lies here.</param>
    /// <param name="options">What the call says of apps.</param>
    /// <param name="files">Which apps of a file.</param>
    /// <param name="filesOnlyVerb">The verb that takes app files only; null when it takes anything.</param>
    public static List<AppRequest> Apps(Invocation call, IReadOnlyList<string> targets, AppOptions options, AppFileOptions files, string? filesOnlyVerb = null)
    {
        if (targets.Count == 0)
        {
            targets = [EcosystemFile.DefaultNames.FirstOrDefault(name => File.Exists(Path.Combine(call.Host.CurrentDirectory, name)))
                ?? throw new UsageFailure("missing required argument 'script'")];
        }

        var selection = files.Selection(call);
        var apps = new List<AppRequest>();
        var hasFile = false;
        foreach (var target in targets)
        {
            if (target == AppFiles.AppFileLoader.StandardInput || EcosystemFile.KindOf(target) is not EcosystemFileKind.None)
            {
                hasFile = true;
                apps.AddRange(AppFile.Read(call, target, selection).Select(app => options.AddTo(app, call)));
            }
            else if (filesOnlyVerb is not null)
            {
                throw new UsageFailure($"{filesOnlyVerb} takes an app file, and '{target}' is none by its name");
            }
            else
            {
                if (options.EnvironmentName(call) is { } environmentName)
                {
                    // PM2 starts the script all the same, and command lines in the wild rely on it.
                    call.Screen.Warn($"{AppOptions.EnvironmentWithoutFile}; '{environmentName}' has no effect on {target}.");
                }

                apps.Add(options.Read(call, target));
            }
        }

        return hasFile || selection.Only.Count == 0 ? apps : throw new UsageFailure("--only chooses among the apps of an app file, and no target is one");
    }

    // The daemon decides what a target is. A file or a command line can only be started; a bare word may be an app that exists.
    private static string Announcement(Invocation call, AppRequest app)
    {
        var directory = app.Cwd is null ? app.CallerDirectory : Path.GetFullPath(app.Cwd, app.CallerDirectory);
        var path = Path.GetFullPath(app.Target, directory);
        var isCommandLine = app.Target.Contains(' ', StringComparison.Ordinal);
        return isCommandLine || File.Exists(path)
            ? $"Starting {(isCommandLine ? app.Target : path)} in {ModeOf(app)} ({Instances(app)})"
            : $"Applying action start on app [{app.Target}]";
    }

    // As PM2 chooses: counted instances of what Node runs are a cluster, unless requests reach them in another way.
    private static string ModeOf(AppRequest app) => app.ExecMode switch
    {
        "cluster" or "cluster_mode" => "cluster_mode",
        null when app.Sockets is { Count: > 0 } || app.Proxy is { Listen: not { Count: 0 } } => "fork_mode",
        null when app.Instances is not null && (app.Interpreter ?? Path.GetExtension(app.Target)) is "node" or "bun" or ".js" or ".mjs" or ".cjs" or ".ts" => "cluster_mode",
        _ => "fork_mode",
    };

    private static string Instances(AppRequest app) => app.Instances switch
    {
        null or "1" => "1 instance",
        "0" => "max instances",
        var count => $"{count} instances",
    };
}
