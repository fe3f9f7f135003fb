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
        JlistSettings.Write(json, detail);
        WriteState(json, detail);
        WriteRaw(json, "axm_actions", detail.AxmActions);
        WriteRaw(json, "axm_monitor", detail.AxmMonitor);
        WriteRaw(json, "axm_options", detail.AxmOptions);
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

    private static void WriteState(Utf8JsonWriter json, InstanceDetail detail)
    {
        var view = detail.View;
        json.WriteString("pm_out_log_path", view.OutFile);
        json.WriteString("pm_err_log_path", view.ErrorFile);
        if (detail.CombinedFile is { } combined)
        {
            json.WriteString("pm_log_path", combined);
        }

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
        if (detail.NodeVersion is { } nodeVersion)
        {
            json.WriteString("node_version", nodeVersion);
        }

        json.WriteString("unique_id", detail.UniqueId);
        json.WriteBoolean("vizion_running", false);
        json.WriteBoolean("km_link", false);
        json.WriteString("username", view.User);
    }

    private static void WriteRaw(Utf8JsonWriter json, string name, string text)
    {
        json.WritePropertyName(name);
        json.WriteRawValue(text);
    }
}
