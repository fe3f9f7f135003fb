using System.Collections.Frozen;
using System.Text.Json;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Wire;

/// <summary>
/// An app as PM2's client sends it (<c>prepare</c>, and <c>current_conf</c> of a restart): the fields of an app file with paths resolved under
/// names of their own, among much that is PM2's own state. Put back into an app of an app file, so that one reader knows every field.
/// </summary>
public static class PreparedApp
{
    // What PM2's client renames when it resolves an app.
    private static readonly FrozenDictionary<string, string> Renamed = new Dictionary<string, string>
    {
        ["pm_exec_path"] = "script",
        ["pm_cwd"] = "cwd",
        ["exec_interpreter"] = "interpreter",
        ["pm_out_log_path"] = "out_file",
        ["pm_err_log_path"] = "error_file",
        ["pm_log_path"] = "log_file",
    }.ToFrozenDictionary();

    // Fields that users set. Everything else that comes along is state of PM2's, or has no meaning here (windowsHide, km_link, …).
    private static readonly FrozenSet<string> Kept = new[]
    {
        "name", "namespace", "args", "node_args", "instances", "exec_mode", "max_restarts", "min_uptime", "restart_delay",
        "exp_backoff_restart_delay", "kill_timeout", "kill_signal", "stop_exit_codes", "autorestart", "treekill", "instance_var", "increment_var",
        "uid", "gid", "autostart", "max_memory_restart", "cron_restart", "shutdown_with_message", "wait_ready", "listen_timeout", "watch",
        "ignore_watch", "watch_delay", "watch_options", "merge_logs", "log_type", "log_date_format", "disable_logs", "interpreter", "cwd", "script",
        "out_file", "error_file", "log_file",
    }.ToFrozenSet();

    // What every client says of an app that is not counted.
    private const string OneInstance = "1";

    /// <summary>Reads a <c>prepare</c> call: a new app.</summary>
    public static EcosystemReading Read(JsonElement prepared)
    {
        var environment = prepared.ValueKind is JsonValueKind.Object && prepared.TryGetProperty("env", out var variables) ? Variables(variables) : [];
        var reading = EcosystemDocument.Read(AppFile(prepared, []), new EcosystemContext(Directory(prepared), environment, null));
        // The client has looked for a running one already, and means a new one now.
        return reading with { Apps = [.. reading.Apps.Select(app => app with { IfRunning = WhenRunning.AddInstances })] };
    }

    /// <summary>Reads the <c>env</c> of a restart: variables, and changed fields below <c>current_conf</c>.</summary>
    /// <returns>What changes; one with no app when nothing does.</returns>
    public static EcosystemReading ReadChanges(JsonElement env)
    {
        var variables = env.ValueKind is JsonValueKind.Object ? Variables(env) : [];
        var fields = env.ValueKind is JsonValueKind.Object && env.TryGetProperty("current_conf", out var conf) && conf.ValueKind is JsonValueKind.Object
            ? conf
            : default;
        if (fields.ValueKind is JsonValueKind.Object && fields.TryGetProperty("env", out var more))
        {
            foreach (var (name, value) in Variables(more))
            {
                variables[name] = value;
            }
        }

        var reading = EcosystemDocument.Read(AppFile(fields, ["name", "namespace", "instances", "exec_mode", "instance_var"]), new EcosystemContext("/", new Dictionary<string, string>(), null));
        return reading with
        {
            Apps = [.. reading.Apps.Select(app => app with { Environment = variables.Count == 0 ? null : variables })],
        };
    }

    // The script is there in any case, since the reader wants one; a restart does not look at it.
    private static string AppFile(JsonElement app, IReadOnlyCollection<string> without)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            var hasScript = false;
            foreach (var property in app.ValueKind is JsonValueKind.Object ? app.EnumerateObject().ToArray() : [])
            {
                var name = Renamed.GetValueOrDefault(property.Name, property.Name);
                if (!Kept.Contains(name) || without.Contains(name) || (name == "instances" && property.Value.ToString() == OneInstance) || IsUnsaid(property.Value))
                {
                    continue;
                }

                hasScript |= name == "script";
                json.WritePropertyName(name);
                property.Value.WriteTo(json);
            }

            if (!hasScript && without.Count > 0)
            {
                json.WriteString("script", "unchanged");
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static bool IsUnsaid(JsonElement value) => value.ValueKind is JsonValueKind.Null || (value.ValueKind is JsonValueKind.String && value.ValueEquals(""));

    private static string Directory(JsonElement app) =>
        app.ValueKind is JsonValueKind.Object && app.TryGetProperty("pm_cwd", out var cwd) && cwd.ValueKind is JsonValueKind.String && Path.IsPathRooted(cwd.GetString()) ? cwd.GetString()! : "/";

    // PM2 gives the app its whole state as variables; the app gets those that are variables.
    private static Dictionary<string, string> Variables(JsonElement env)
    {
        var variables = new Dictionary<string, string>();
        if (env.ValueKind is JsonValueKind.Object)
        {
            foreach (var variable in env.EnumerateObject())
            {
                if (variable.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null) && !IsPm2Own(variable.Name))
                {
                    variables[variable.Name] = variable.Value.ToString();
                }
            }
        }

        return variables;
    }

    private static bool IsPm2Own(string name) => name is "current_conf" or "updateEnv" or "unique_id" or "" || name.Contains('=', StringComparison.Ordinal);
}
