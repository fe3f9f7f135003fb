using ActorPm.Core.Catalog;
using System.Globalization;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Core.Ecosystem;

/// <summary>Reads one app of an app file. Keys are PM2's, their aliases and the camelCase spelling of each.</summary>
internal sealed class EcosystemAppReader(string place, EcosystemContext context, List<string> problems, List<string> notes)
{
    private readonly Dictionary<string, string> _environment = [];
    private readonly Dictionary<string, string> _namedEnvironment = [];
    private bool _namedEnvironmentFound;

    /// <summary>The app; null when it has no script, which is a problem already reported.</summary>
    public AppRequest? Read(JsonElement element)
    {
        var problemsBefore = problems.Count;
        var label = element.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String
            ? $"{place} ({name.GetString()})"
            : place;
        var app = new AppRequest
        {
            Target = "",
            CallerDirectory = context.CallerDirectory,
            CallerEnvironment = context.CallerEnvironment,
            IfRunning = WhenRunning.Restart,
        };

        foreach (var property in element.EnumerateObject())
        {
            // A null takes a key back, as if it had not been written.
            if (property.Value.ValueKind is not JsonValueKind.Null)
            {
                app = Apply(app, SnakeCase(property.Name), property.Name, property.Value);
            }
        }

        if (app.Target.Length == 0 && !problems.Skip(problemsBefore).Any(p => p.Contains("'script'", StringComparison.Ordinal)))
        {
            problems.Add($"{place}: no script; add \"script\": \"app.js\"");
        }

        if (context.EnvironmentName is { } wanted && !_namedEnvironmentFound)
        {
            notes.Add($"{place}: environment [{wanted}] is not defined in the app file");
        }

        foreach (var (key, value) in _namedEnvironment)
        {
            _environment[key] = value;
        }

        Label(problemsBefore, label);
        return app.Target.Length == 0 ? null : app with { Environment = _environment };
    }

    private AppRequest Apply(AppRequest app, string key, string written, JsonElement value) => key switch
    {
        "script" or "exec" or "cmd" or "command" => app with { Target = Text("script", value) ?? "" },
        "name" => app with { Name = TextOrNumber(written, value) },
        "namespace" => app with { Namespace = TextOrNumber(written, value) },
        "cwd" => app with { Cwd = Text(written, value) },
        "args" => app with { Arguments = Arguments(written, value) },
        "interpreter" or "exec_interpreter" => app with { Interpreter = Text(written, value) },
        "interpreter_args" or "node_args" => app with { InterpreterArguments = Arguments(written, value) },
        "instances" => app with { Instances = TextOrNumber(written, value) },
        "exec_mode" => ExecMode(app, written, value),
        "env" => Environment(app, written, value, _environment),
        "max_restarts" => app with { MaxRestarts = WholeNumber(written, value) },
        "min_uptime" => app with { MinimumUptimeMs = Duration(written, value) },
        "restart_delay" => app with { RestartDelayMs = Duration(written, value) },
        "exp_backoff_restart_delay" => app with { ExponentialBackoffMs = Duration(written, value) },
        "kill_timeout" => app with { KillTimeoutMs = Duration(written, value) },
        "kill_signal" => app with { KillSignal = TextOrNumber(written, value) },
        "stop_exit_codes" => app with { StopExitCodes = ExitCodes(written, value) },
        "autorestart" => Truth(written, value) is false ? app with { RestartMode = "never" } : app,
        "restart" => app with { RestartMode = Text(written, value) },
        "treekill" => app with { TreeKill = Truth(written, value) },
        "out_file" or "out" or "output" or "out_log" => app with { OutFile = Text(written, value) },
        "error_file" or "error" or "err" or "err_file" or "err_log" => app with { ErrorFile = Text(written, value) },
        "force" => app with { IfRunning = Truth(written, value) is true ? WhenRunning.AddInstances : app.IfRunning },
        _ when key.StartsWith("env_", StringComparison.Ordinal) => NamedEnvironment(app, written, value),
        _ when IsKnownToPm2(key) => NotYet(app, written),
        _ => Unknown(app, written),
    };

    private AppRequest ExecMode(AppRequest app, string key, JsonElement value)
    {
        switch (Text(key, value))
        {
            case "cluster" or "cluster_mode":
                notes.Add($"{place}: exec_mode 'cluster' is not supported yet; the app runs in fork mode");
                break;
            case not (null or "fork" or "fork_mode"):
                problems.Add($"{place}: '{key}' is \"fork\" or \"cluster\", not {EcosystemDocument.Kind(value)}");
                break;
        }

        return app;
    }

    private AppRequest NamedEnvironment(AppRequest app, string key, JsonElement value)
    {
        if (key["env_".Length..] != context.EnvironmentName)
        {
            return app;
        }

        _namedEnvironmentFound = true;
        return Environment(app, key, value, _namedEnvironment);
    }

    private AppRequest Environment(AppRequest app, string key, JsonElement value, Dictionary<string, string> into)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            problems.Add($"{place}: '{key}' is an object of variables, not {EcosystemDocument.Kind(value)}");
            return app;
        }

        foreach (var variable in value.EnumerateObject())
        {
            if (variable.Value.ValueKind is not JsonValueKind.Null)
            {
                into[variable.Name] = variable.Value.ValueKind is JsonValueKind.String
                    ? variable.Value.GetString()!
                    : variable.Value.GetRawText();
            }
        }

        return app;
    }

    private AppRequest NotYet(AppRequest app, string key)
    {
        notes.Add($"{place}: '{key}' is not supported yet and has no effect");
        return app;
    }

    private AppRequest Unknown(AppRequest app, string key)
    {
        problems.Add($"{place}: unknown key '{key}'; correct its spelling or remove it");
        return app;
    }

    private string? Text(string key, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text)
        {
            if (text.Contains('\0', StringComparison.Ordinal))
            {
                problems.Add($"{place}: '{key}' contains a NUL character; remove it");
                return null;
            }

            return text;
        }

        problems.Add($"{place}: '{key}' is a text that is not empty, and not {EcosystemDocument.Kind(value)}");
        return null;
    }

    private string? TextOrNumber(string key, JsonElement value) =>
        value.ValueKind is JsonValueKind.Number ? value.GetRawText() : Text(key, value);

    private bool? Truth(string key, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.True:
                return true;
            case JsonValueKind.False:
                return false;
            default:
                problems.Add($"{place}: '{key}' is true or false, not {EcosystemDocument.Kind(value)}");
                return null;
        }
    }

    private int? WholeNumber(string key, JsonElement value)
    {
        if (TryWholeNumber(value, out var number))
        {
            return number;
        }

        problems.Add($"{place}: '{key}' is a whole number of at least 0, not {EcosystemDocument.Kind(value)}");
        return null;
    }

    private double? Duration(string key, JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && DurationText.TryParseMilliseconds(
                value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText(), out var milliseconds))
        {
            return milliseconds;
        }

        problems.Add($"{place}: '{key}' is a number of milliseconds or a duration such as \"2s\", not {EcosystemDocument.Kind(value)}");
        return null;
    }

    private List<int>? ExitCodes(string key, JsonElement value)
    {
        var codes = new List<int>();
        var elements = value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        foreach (var element in elements)
        {
            if (!TryWholeNumber(element, out var code) || code > 255)
            {
                problems.Add($"{place}: '{key}' is a list of exit codes from 0 to 255, and {EcosystemDocument.Kind(element)} is none");
                return null;
            }

            codes.Add(code);
        }

        return codes;
    }

    private IReadOnlyList<string> Arguments(string key, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                return ArgumentText.Split(value.GetString()!);

            case JsonValueKind.Array:
                var arguments = new List<string>();
                foreach (var element in value.EnumerateArray())
                {
                    arguments.Add(element.ValueKind is JsonValueKind.String ? element.GetString()! : element.GetRawText());
                }

                return arguments;

            default:
                problems.Add($"{place}: '{key}' is a list of texts or one text, not {EcosystemDocument.Kind(value)}");
                return [];
        }
    }

    private static bool TryWholeNumber(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt32(out number) && number >= 0,
            JsonValueKind.String => int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }

    // Keys of PM2 that this version does not act on.
    private static bool IsKnownToPm2(string key) => key is
        "name_prefix" or "execute_command" or "instance_var" or "increment_var" or "filter_env" or "append_env_to_name" or "port"
        or "uid" or "user" or "gid" or "username" or "autostart" or "max_memory_restart" or "cron_restart" or "cron"
        or "kill_retry_time" or "shutdown_with_message" or "wait_ready" or "listen_timeout"
        or "watch" or "ignore_watch" or "watch_delay" or "watch_options"
        or "log_file" or "log" or "pid_file" or "pid" or "merge_logs" or "combine_logs" or "log_type" or "log_date_format" or "time"
        or "disable_logs" or "source_map_support" or "disable_source_map_support" or "vizion" or "post_update" or "windows_hide"
        or "pmx" or "automation" or "trace" or "disable_trace" or "v8" or "event_loop_inspector" or "deep_monitoring" or "io"
        or "install_url" or "write";

    private static string SnakeCase(string key)
    {
        // The part after env_ is the user's own word.
        if (key.StartsWith("env_", StringComparison.Ordinal))
        {
            return key;
        }

        var snake = new StringBuilder(key.Length + 4);
        foreach (var character in key)
        {
            if (char.IsAsciiLetterUpper(character))
            {
                snake.Append('_').Append(char.ToLowerInvariant(character));
            }
            else
            {
                snake.Append(character);
            }
        }

        return snake.ToString();
    }

    // Problems are found before the name is known; they are easier to follow with it.
    private void Label(int from, string label)
    {
        for (var i = from; i < problems.Count; i++)
        {
            problems[i] = string.Concat(label, problems[i].AsSpan(place.Length));
        }
    }
}
