using System.Text.Json;

namespace ActorPm.Core.Control;

/// <summary>
/// The part of <c>jlist</c> that says how an app was set up. Fields that PM2 always shows are always there; the others are when they were set. A field
/// that changes nothing here is shown as the user wrote it.
/// </summary>
internal static class JlistSettings
{
    public static void Write(Utf8JsonWriter json, InstanceDetail detail)
    {
        var view = detail.View;
        var shown = new HashSet<string>(StringComparer.Ordinal);
        Strings(json, "args", detail.Arguments);
        Strings(json, "node_args", detail.InterpreterArguments);
        Strings(json, "filter_env", detail.FilterEnv);
        json.WriteString("exec_mode", view.Mode + "_mode");
        json.WriteString("exec_interpreter", detail.Interpreter);
        json.WriteString("pm_exec_path", detail.Script);
        json.WriteString("pm_cwd", detail.WorkingDirectory);
        json.WriteNumber("instances", detail.Instances);
        json.WriteString("instance_var", detail.InstanceVariable);
        json.WriteNumber(detail.InstanceVariable, view.Ordinal);
        Text(json, "increment_var", detail.IncrementVariable);
        Remark("vizion", "true");
        json.WriteBoolean("autostart", detail.Autostart);
        json.WriteBoolean("autorestart", detail.RestartMode != "never");
        Watch(json, detail);
        json.WriteBoolean("treekill", detail.TreeKill);
        Remark("pmx", "true");
        Remark("automation", "true");
        Remark("windowsHide", "true");
        Remark("kill_retry_time", "100");
        json.WriteNumber("kill_timeout", detail.KillTimeoutMs);
        Number(json, "listen_timeout", detail.ListenTimeoutMs);
        Set(json, "wait_ready", detail.WaitReady);
        Set(json, "shutdown_with_message", detail.ShutdownWithMessage);
        json.WriteNumber("min_uptime", detail.MinimumUptimeMs);
        json.WriteNumber("max_restarts", detail.MaxRestarts);
        json.WriteNumber("restart_delay", detail.RestartDelayMs);
        Number(json, "exp_backoff_restart_delay", detail.BackoffMs);
        Number(json, "max_memory_restart", detail.MemoryLimit);
        Text(json, "cron_restart", detail.Cron);
        json.WriteStartArray("stop_exit_codes");
        foreach (var code in detail.StopExitCodes)
        {
            json.WriteNumberValue(code);
        }

        json.WriteEndArray();
        Set(json, "merge_logs", detail.MergeLogs);
        Text(json, "log_date_format", detail.LogDateFormat);
        Text(json, "log_type", detail.LogType);
        Set(json, "disable_logs", detail.LogsDisabled);
        Text(json, "uid", detail.Uid);
        Text(json, "gid", detail.Gid);
        if (detail.SourceMaps is { } sourceMaps)
        {
            json.WriteBoolean("source_map_support", sourceMaps);
        }

        foreach (var name in detail.Remarks.Keys.Where(name => !shown.Contains(name)))
        {
            Remark(name, "null");
        }

        void Remark(string name, string otherwise)
        {
            shown.Add(name);
            json.WritePropertyName(name);
            json.WriteRawValue(detail.Remarks.GetValueOrDefault(name) ?? otherwise);
        }
    }

    private static void Watch(Utf8JsonWriter json, InstanceDetail detail)
    {
        if (detail.View.Watching && detail.WatchPaths.Count > 0)
        {
            Strings(json, "watch", [.. detail.WatchPaths.Select(path => path.StartsWith(detail.WorkingDirectory + "/", StringComparison.Ordinal) ? path[(detail.WorkingDirectory.Length + 1)..] : path)]);
        }
        else
        {
            json.WriteBoolean("watch", detail.View.Watching);
        }

        if (detail.IgnoreWatch is { } ignore)
        {
            Strings(json, "ignore_watch", ignore);
        }

        if (detail.WatchDelayMs > 0)
        {
            json.WriteNumber("watch_delay", detail.WatchDelayMs);
        }
    }

    private static void Strings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }

    private static void Text(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number)
        {
            json.WriteNumber(name, number);
        }
    }

    private static void Set(Utf8JsonWriter json, string name, bool value)
    {
        if (value)
        {
            json.WriteBoolean(name, value);
        }
    }
}
