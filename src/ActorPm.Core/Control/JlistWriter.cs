using System.Buffers;
using System.Text.Json;

namespace ActorPm.Core.Control;

/// <summary>
/// Writes instances in the shape of PM2's <c>jlist</c>, for the scripts and exporters that read it. Of the environment only NODE_ENV and PORT
/// are shown, which such tools look at: PM2 shows every secret there.
/// </summary>
public static class JlistWriter
{
    /// <summary>One JSON array, without a line feed.</summary>
    /// <param name="instances">By ascending id, each with the PORT that its app was given (null when none).</param>
    /// <param name="output">Where the bytes go.</param>
    public static void Write(IReadOnlyList<(InstanceDetail Detail, string? Port)> instances, IBufferWriter<byte> output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartArray();
        foreach (var (detail, port) in instances)
        {
            Write(json, detail, port);
        }

        json.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter json, InstanceDetail detail, string? port)
    {
        var view = detail.View;
        json.WriteStartObject();
        json.WriteNumber("pid", view.Pid);
        json.WriteString("name", view.Name);
        json.WriteStartObject("pm2_env");
        json.WriteString("name", view.Name);
        json.WriteString("namespace", view.Namespace);
        WriteStrings(json, "args", detail.Arguments);
        WriteStrings(json, "node_args", detail.InterpreterArguments);
        json.WriteString("exec_mode", view.Mode + "_mode");
        json.WriteString("exec_interpreter", detail.Interpreter);
        json.WriteString("pm_exec_path", detail.Script);
        json.WriteString("pm_cwd", detail.WorkingDirectory);
        json.WriteNumber("instances", detail.Instances);
        json.WriteString("instance_var", "NODE_APP_INSTANCE");
        json.WriteNumber("NODE_APP_INSTANCE", view.Ordinal);
        json.WriteBoolean("autostart", true);
        json.WriteBoolean("autorestart", detail.RestartMode != "never");
        json.WriteBoolean("watch", view.Watching);
        json.WriteBoolean("treekill", detail.TreeKill);
        json.WriteNumber("kill_timeout", detail.KillTimeoutMs);
        json.WriteNumber("min_uptime", detail.MinimumUptimeMs);
        json.WriteNumber("max_restarts", detail.MaxRestarts);
        json.WriteNumber("restart_delay", detail.RestartDelayMs);
        if (detail.BackoffMs is { } backoff)
        {
            json.WriteNumber("exp_backoff_restart_delay", backoff);
        }

        json.WriteStartArray("stop_exit_codes");
        foreach (var code in detail.StopExitCodes)
        {
            json.WriteNumberValue(code);
        }

        json.WriteEndArray();
        json.WriteString("pm_out_log_path", view.OutFile);
        json.WriteString("pm_err_log_path", view.ErrorFile);
        json.WriteString("pm_pid_path", detail.PidFile);
        json.WriteString("status", view.Status);
        json.WriteNumber("pm_id", view.PmId);
        if (view.StartedAt is { } started)
        {
            json.WriteNumber("pm_uptime", started.ToUnixTimeMilliseconds());
        }

        json.WriteNumber("created_at", detail.CreatedAt.ToUnixTimeMilliseconds());
        json.WriteNumber("restart_time", view.Restarts);
        json.WriteNumber("unstable_restarts", view.FailedStarts);
        if (detail.ExitCode is { } exitCode)
        {
            json.WriteNumber("exit_code", exitCode);
        }

        json.WriteString("version", view.Version);
        json.WriteString("username", view.User);
        json.WriteStartArray("axm_actions");
        json.WriteEndArray();
        json.WriteStartObject("axm_monitor");
        json.WriteEndObject();
        json.WriteStartObject("axm_options");
        json.WriteEndObject();
        json.WriteStartObject("axm_dynamic");
        json.WriteEndObject();
        json.WriteStartObject("env");
        if (detail.NodeEnv is not null)
        {
            json.WriteString("NODE_ENV", detail.NodeEnv);
        }

        if (port is not null)
        {
            json.WriteString("PORT", port);
        }

        json.WriteEndObject();
        json.WriteEndObject();
        json.WriteNumber("pm_id", view.PmId);
        json.WriteStartObject("monit");
        json.WriteNumber("memory", view.Memory);
        json.WriteNumber("cpu", view.Cpu);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteStrings(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
    }
}
