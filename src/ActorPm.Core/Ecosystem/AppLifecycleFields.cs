using ActorPm.Core.Catalog;
using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The fields that say when an app starts, restarts and stops.</summary>
internal static class AppLifecycleFields
{
    public static IReadOnlyList<AppField> All { get; } =
    [
        AppField.Of(["autostart"], Truth, "Whether starting the app runs it; otherwise it is put on the list as stopped.", "true",
            (draft, starts) => draft.With(app => app with { Autostart = starts })),
        AppField.Of(["autorestart"], Truth, "Whether the app is restarted when it ends by itself; false is restart: never.", "true",
            (draft, restarts) => draft.With(app => app with { RestartMode = restarts ? "always" : "never" })),
        AppField.Of(["restart"], Choice("always", "on-failure", "never"), "When the app is restarted by itself; wins over autorestart.", "always",
            (draft, mode) => draft.With(app => app with { RestartMode = mode })),
        AppField.Of(["stop_exit_codes"], ExitCodes, "Exit codes after which the app rests.", null,
            (draft, codes) => draft.With(app => app with { StopExitCodes = codes })),
        AppField.Of(["min_uptime"], Duration, "A shorter run is a failed start; milliseconds, or with ms, s, m or h.", "1000",
            (draft, time) => draft.With(app => app with { MinimumUptimeMs = time })),
        AppField.Of(["max_restarts"], WholeNumber, "Failed starts in a row until the app is errored.", "16",
            (draft, count) => draft.With(app => app with { MaxRestarts = count })),
        AppField.Of(["restart_delay"], Duration, "Milliseconds before each restart.", "0",
            (draft, time) => draft.With(app => app with { RestartDelayMs = time })),
        AppField.Of(["exp_backoff_restart_delay"], Duration, "The first of growing pauses between restarts, in milliseconds.", "0, none",
            (draft, time) => draft.With(app => app with { ExponentialBackoffMs = time })),
        AppField.Of(["max_memory_restart"], Memory, "Memory of the process tree above which an instance is restarted: bytes, or with K, M or G.", "no limit",
            (draft, amount) => draft.With(app => app with { MaxMemoryRestart = amount })),
        AppField.Of(["cron_restart", "cron"], TextOrNumber, "When the calendar restarts the app: a pattern of 5 or 6 fields.", null,
            (draft, pattern) => draft.With(app => app with { CronRestart = pattern })),
        AppField.Of(["cron_timezone", "cron_time_zone"], Text, "The time zone of cron_restart, such as Europe/Berlin.", "the machine's",
            (draft, zone) => draft.With(app => app with { CronTimeZone = zone })),
        AppField.Of(["cron_overlap"], Choice("skip", "queue"), "What happens to a cron restart that is due while another is under way.", "skip",
            (draft, overlap) => draft.With(app => app with { CronOverlap = overlap })),
        AppField.Of(["kill_timeout"], Duration, "Milliseconds that the app may take to stop before it is killed.", "1600",
            (draft, time) => draft.With(app => app with { KillTimeoutMs = time })),
        AppField.Of(["kill_signal"], TextOrNumber, "The signal that asks the app to stop.", "SIGINT",
            (draft, signal) => draft.With(app => app with { KillSignal = signal })),
        AppField.Of(["treekill"], Truth, "Whether the app's descendants are stopped with it.", "true",
            (draft, all) => draft.With(app => app with { TreeKill = all })),
        AppField.Of(["shutdown_with_message"], Truth, "Whether the app is asked to stop by the message 'shutdown' instead of a signal.", "false",
            (draft, message) => draft.With(app => app with { ShutdownWithMessage = message })),
        AppField.Of(["wait_ready"], Truth, "Whether the app is online only when it has sent 'ready'.", "false",
            (draft, waits) => draft.With(app => app with { WaitReady = waits })),
        AppField.Of(["listen_timeout"], Duration, "Milliseconds to wait for that.", "3000",
            (draft, time) => draft.With(app => app with { ListenTimeoutMs = time })),
        AppField.Of(["watch"], Watch, "Whether changed files restart the app, or which paths are watched.", "false",
            (draft, watch) => draft.With(app => app with { Watch = watch.Watches, WatchPaths = watch.Paths })),
        AppField.Of(["ignore_watch"], Texts, "What is not watched, in place of the default.", "files that begin with a dot, and node_modules",
            (draft, paths) => draft.With(app => app with { IgnoreWatch = paths })),
        AppField.Of(["watch_delay"], Duration, "Milliseconds between a change and the restart.", "0",
            (draft, time) => draft.With(app => app with { WatchDelayMs = time })),
        AppField.Of(["watch_ext", "watch_extensions", "ext"], Texts, "Extensions of the files that count.", "all",
            (draft, extensions) => draft.With(app => app with
            {
                WatchExtensions = [.. extensions.SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))],
            })),
        AppField.Of(["force"], Truth, "Whether starting a script that runs already adds instances.", "false",
            (draft, force) => force ? draft.With(app => app with { IfRunning = WhenRunning.AddInstances }) : draft),
    ];
}
