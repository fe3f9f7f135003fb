using System.CommandLine;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Commands;

/// <summary>The options that say how an app is started, restarted and stopped.</summary>
internal sealed class LifecycleOptions : IAppOptionGroup
{
    private readonly Option<string[]> _maxRestarts = Options.Value("--max-restarts", "number", "failed starts in a row until the app is errored; default: 16");
    private readonly Option<string[]> _minUptime = Options.Value("--min-uptime", "time", "a run shorter than this is a failed start: 1500 (ms), 2s; default: 1s");
    private readonly Option<string[]> _restartDelay = Options.Value("--restart-delay", "time", "the pause before each restart; default: none");
    private readonly Option<string[]> _backoff = Options.Value("--exp-backoff-restart-delay", "time", "the first of growing pauses between restarts; default: none");
    private readonly Option<string[]> _killTimeout = Options.Value("--kill-timeout", "time", "how long the app may take to stop before SIGKILL: 5000, 5s; default: 1600 (ms)", "-k");
    private readonly Option<string[]> _killSignal = Options.Value("--kill-signal", "signal", "the signal that asks the app to stop; default: SIGINT");
    private readonly Option<string[]> _listenTimeout = Options.Value("--listen-timeout", "time", "how long to wait for the app's sign that it is ready, also in a reload; default: 3000 (ms), 8 s in a reload");
    private readonly Option<bool> _waitReady = Options.Flag("--wait-ready", "the app is online when it has sent 'ready' over its channel");
    private readonly Option<bool> _shutdownWithMessage = Options.Flag("--shutdown-with-message", "ask the app to stop by the message 'shutdown' instead of a signal");
    private readonly Option<string[]> _restartMode = Options.Value("--restart", "mode", "when to restart: always, on-failure or never; default: always");
    private readonly Option<bool> _noAutorestart = Options.Flag("--no-autorestart", "never restart the app by itself (as --restart never)");
    private readonly Option<bool> _noAutostart = Options.Flag("--no-autostart", "put the app on the list as stopped");
    private readonly Option<bool> _noTreekill = Options.Flag("--no-treekill", "stop the main process only, not its descendants");
    private readonly Option<bool> _fork = Options.Flag("--execute-command", "fork mode, whatever the number of instances", "-x");
    private readonly Option<string[]> _uid = Options.Value("--uid", "user", "the user that the app runs as (root only)");
    private readonly Option<string[]> _gid = Options.Value("--gid", "group", "the group that the app runs as (root only)");
    private readonly Option<string[]> _filter = Options.Value("--filter-env", "part", "do not pass on variables whose name contains this (repeatable)");
    private readonly Option<bool> _sourceMaps = Options.Flag("--source-map-support", "let Node map positions in errors to the sources");
    private readonly Option<bool> _noSourceMaps = Options.Flag("--disable-source-map-support", "turn that off");

    /// <inheritdoc/>
    public IReadOnlyList<Option> All =>
    [
        _maxRestarts, _minUptime, _restartDelay, _backoff, _killTimeout, _killSignal, _listenTimeout, _waitReady, _shutdownWithMessage,
        _restartMode, _noAutorestart, _noAutostart, _noTreekill, _fork, _uid, _gid, _filter, _sourceMaps, _noSourceMaps,
    ];

    /// <inheritdoc/>
    public AppRequest AddTo(AppRequest request, Invocation call, List<string> problems) => request with
    {
        RestartMode = RestartMode(call, problems),
        MaxRestarts = OptionText.WholeNumber(call, _maxRestarts, problems),
        MinimumUptimeMs = OptionText.Duration(call, _minUptime, problems),
        RestartDelayMs = OptionText.Duration(call, _restartDelay, problems),
        ExponentialBackoffMs = OptionText.Duration(call, _backoff, problems),
        KillTimeoutMs = OptionText.Duration(call, _killTimeout, problems),
        KillSignal = call.Value(_killSignal),
        ListenTimeoutMs = OptionText.Duration(call, _listenTimeout, problems),
        WaitReady = call.Has(_waitReady) ? true : null,
        ShutdownWithMessage = call.Has(_shutdownWithMessage) ? true : null,
        Autostart = call.Has(_noAutostart) ? false : null,
        TreeKill = call.Has(_noTreekill) ? false : null,
        ExecMode = call.Has(_fork) ? "fork" : null,
        User = call.Value(_uid),
        Group = call.Value(_gid),
        Filter = call.Values(_filter) is { Count: > 0 } parts ? new EnvironmentFilter(false, [], parts) : null,
        SourceMapSupport = call.Has(_noSourceMaps) ? false : call.Has(_sourceMaps) ? true : null,
    };

    private string? RestartMode(Invocation call, List<string> problems)
    {
        var mode = call.Value(_restartMode);
        if (mode is not (null or "always" or "on-failure" or "never"))
        {
            problems.Add($"--restart '{mode}' is none of always, on-failure and never.");
        }

        return mode ?? (call.Has(_noAutorestart) ? "never" : null);
    }
}
