using System.Text.Json.Nodes;
using ActorPm.Core.Control;

namespace ActorPm.Core.Ecosystem;

/// <summary>A request as the root of an app file that reads as the same request. What was not said is left out, the caller's environment always.</summary>
public static class AppRequestWriter
{
    /// <summary>The root.</summary>
    public static JsonObject Create(AppRequest request)
    {
        var app = new JsonObject();
        foreach (var (name, value) in Fields(request).Where(field => field.Value is not null))
        {
            app[name] = value;
        }

        return new JsonObject { ["apps"] = new JsonArray(app) };
    }

    private static IEnumerable<(string Name, JsonNode? Value)> Fields(AppRequest request) =>
    [
        ("script", request.Target), ("name", request.Name), ("namespace", request.Namespace), ("cwd", request.Cwd), ("args", List(request.Arguments)),
        ("interpreter", request.Interpreter), ("interpreter_args", List(request.InterpreterArguments)), ("exec_mode", request.ExecMode),
        ("instances", request.Instances), ("instance_var", request.InstanceVariable), ("increment_var", Text(request.IncrementVariable)),
        ("env", Variables(request.Environment)), ("filter_env", Filter(request)), ("uid", request.User), ("gid", request.Group),
        ("source_map_support", request.SourceMapSupport), ("autostart", request.Autostart), ("restart", request.RestartMode),
        ("stop_exit_codes", request.StopExitCodes is { } codes ? new JsonArray([.. codes.Select(code => (JsonNode)code)]) : null),
        ("min_uptime", request.MinimumUptimeMs), ("max_restarts", request.MaxRestarts), ("restart_delay", request.RestartDelayMs),
        ("exp_backoff_restart_delay", request.ExponentialBackoffMs), ("max_memory_restart", Text(request.MaxMemoryRestart)),
        ("cron_restart", Text(request.CronRestart)), ("cron_timezone", Text(request.CronTimeZone)), ("cron_overlap", request.CronOverlap),
        ("kill_timeout", request.KillTimeoutMs), ("kill_signal", request.KillSignal), ("treekill", request.TreeKill),
        ("shutdown_with_message", request.ShutdownWithMessage), ("wait_ready", request.WaitReady), ("listen_timeout", request.ListenTimeoutMs),
        ("watch", List(request.WatchPaths) ?? (JsonNode?)request.Watch), ("ignore_watch", List(request.IgnoreWatch)), ("watch_delay", request.WatchDelayMs),
        ("watch_ext", List(request.WatchExtensions)), ("out_file", request.OutFile), ("error_file", request.ErrorFile), ("log_file", Text(request.LogFile)),
        ("pid_file", request.PidFile), ("merge_logs", request.MergeLogs), ("log_type", request.LogType), ("log_date_format", Text(request.LogDateFormat)),
        ("time", request.Time), ("disable_logs", request.DisableLogs),
        .. ServingWriter.Fields(request),
        ("depends_on", request.DependsOn is { Count: > 0 } ? List(request.DependsOn) : null), ("group_strategy", request.GroupStrategy), ("group_intensity", request.GroupIntensity), ("group_period", request.GroupPeriodMs),
        ("limits", AppLimitFields.Write(request.Limits)),
        .. (request.Remarks ?? new Dictionary<string, string>()).Select(remark => (remark.Key, JsonNode.Parse(remark.Value))),
    ];

    // Empty takes a setting back, which is what a file without the key says.
    private static JsonNode? Text(string? value) => string.IsNullOrEmpty(value) ? null : value;

    private static JsonNode? List(IReadOnlyList<string>? texts) => texts is null ? null : new JsonArray([.. texts.Select(text => (JsonNode)text)]);

    private static JsonNode? Filter(AppRequest request) => request.Filter switch
    {
        null => null,
        { Everything: true } => true,
        { Names: [var name], Parts: [] } => name,
        var filter => List(filter.Parts),
    };

    private static JsonObject? Variables(IReadOnlyDictionary<string, string>? variables)
    {
        if (variables is not { Count: > 0 })
        {
            return null;
        }

        var members = new JsonObject();
        foreach (var (name, value) in variables)
        {
            members[name] = value;
        }

        return members;
    }
}
