using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The fields that say where output and pids go.</summary>
internal static class AppLogFields
{
    public static IReadOnlyList<AppField> All { get; } =
    [
        AppField.Of(["out_file", "out", "output", "out_log"], Text, "The log of standard output; NULL or /dev/null discards it.", "logs/NAME-out.log in the home",
            (draft, path) => draft.With(app => app with { OutFile = path })),
        AppField.Of(["error_file", "error", "err", "err_file", "err_log"], Text, "The log of standard error.", "logs/NAME-error.log in the home",
            (draft, path) => draft.With(app => app with { ErrorFile = path })),
        AppField.Of(["log_file", "log"], TextOrTruth, "The log of both; true for logs/NAME.log in the home.", "none",
            (draft, path) => draft.With(app => app with { LogFile = path == "false" ? "" : path })),
        AppField.Of(["pid_file", "pid"], Text, "Where the pid is written; the id is put before the extension.", "pids/NAME-ID.pid in the home",
            (draft, path) => draft.With(app => app with { PidFile = path })),
        AppField.Of(["merge_logs", "combine_logs"], Truth, "Whether all instances share their log files.", "true unless instances are counted",
            (draft, merges) => draft.With(app => app with { MergeLogs = merges })),
        AppField.Of(["log_type"], Choice("json", "raw"), "json: a JSON object for each line.", "raw",
            (draft, type) => draft.With(app => app with { LogType = type })),
        AppField.Of(["log_date_format"], Text, "A date in front of each line, in day.js tokens.", "none",
            (draft, format) => draft.With(app => app with { LogDateFormat = format })),
        AppField.Of(["time"], Truth, "The same as log_date_format YYYY-MM-DDTHH:mm:ss.", "false",
            (draft, time) => draft.With(app => app with { Time = time })),
        AppField.Of(["disable_logs"], Truth, "Whether output is discarded.", "false",
            (draft, disabled) => draft.With(app => app with { DisableLogs = disabled })),
    ];
}
