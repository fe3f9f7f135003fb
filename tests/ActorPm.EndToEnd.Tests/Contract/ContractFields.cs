namespace ActorPm.EndToEnd.Tests.Contract;

/// <summary>The fields of an app in an ecosystem file (contract §2.3), each with the tests that run it.</summary>
internal static class ContractFields
{
    private const string Accepted = "fields: those that only count for Node, git, Windows or a paid service";

    public static readonly IReadOnlyList<ContractRow> All =
    [
        // What runs.
        new("script", ["exec", "cmd", "command"], ["fields: script under its other names", "fields: a script without a name, and a script with blanks"]),
        new("name", [], ["config: JSON with comments and trailing commas"]),
        new("name_prefix", [], ["fields: name_prefix"]),
        new("namespace", [], ["config: JSON with comments and trailing commas"]),
        new("cwd", [], ["config: paths resolve against the caller's directory and cwd"]),
        new("args", [], ["config: other names of the keys", "config: a restart applies changed variables and settings"]),
        new("exec_interpreter", ["interpreter"], ["fields: node_args and interpreter"]),
        new("node_args", ["interpreter_args", "interpreterArgs"], ["fields: node_args and interpreter"]),
        new("exec_mode", [], ["fields: exec_mode and execute_command"]),
        new("execute_command", [], ["fields: exec_mode and execute_command"]),
        new("uid", ["user"], ["fields: uid and gid"]),
        new("gid", [], ["fields: uid and gid"]),
        new("username", [], [Accepted]),

        // How many.
        new("instances", [], ["scale: instance_var and increment_var", "config: a restart applies a changed number of instances"]),
        new("instance_var", [], ["scale: instance_var and increment_var"]),
        new("increment_var", [], ["scale: instance_var and increment_var"]),

        // Its environment.
        new("env", [], ["env: --env production, a restart by name, and back", "fields: values of env that are no texts"]),
        new("env_production", [], ["env: --env production, a restart by name, and back", "env: start with --env production"]),
        new("filter_env", [], ["env: filter_env", "fields: filter_env as a text and as true"]),
        new("append_env_to_name", [], ["env: append_env_to_name, port"]),
        new("port", [], ["fields: port", "env: append_env_to_name, port"]),

        // When it starts, restarts and stops.
        new("autostart", [], ["fields: autostart"]),
        new("autorestart", [], ["fields: exp_backoff_restart_delay and autorestart"]),
        new("stop_exit_codes", [], ["fields: restarts"]),
        new("min_uptime", [], ["fields: restarts"]),
        new("max_restarts", [], ["fields: restarts"]),
        new("restart_delay", [], ["fields: restarts"]),
        new("exp_backoff_restart_delay", [], ["fields: exp_backoff_restart_delay and autorestart"]),
        new("max_memory_restart", [], ["memory: limits in a file"]),
        new("cron_restart", ["cron"], ["fields: cron under its other name", "cron: a bad pattern in a file"]),
        new("kill_timeout", [], ["fields: stopping"]),
        new("kill_retry_time", [], ["fields: stopping"]),
        new("treekill", [], ["fields: stopping"]),
        new("shutdown_with_message", [], ["fields: stopping", "channel: shutdown_with_message"]),
        new("wait_ready", [], ["fields: wait_ready and listen_timeout"]),
        new("listen_timeout", [], ["fields: wait_ready and listen_timeout"]),
        new("watch", [], ["watch: ignored paths", "fields: watch, ignore_watch, watch_delay, watch_options"]),
        new("ignore_watch", [], ["watch: ignored paths", "fields: watch, ignore_watch, watch_delay, watch_options"]),
        new("watch_delay", [], ["fields: watch, ignore_watch, watch_delay, watch_options"]),
        new("watch_options", [], ["fields: watch, ignore_watch, watch_delay, watch_options"]),
        new("force", [], [Accepted]),

        // Its files.
        new("out_file", ["out", "output", "out_log"], ["fields: log files under their other names"]),
        new("error_file", ["error", "err", "err_file", "err_log"], ["fields: log files under their other names"]),
        new("log_file", ["log"], ["fields: log_file, log_date_format, time, log_type, disable_logs"]),
        new("pid_file", ["pid"], ["fields: pid_file"]),
        new("merge_logs", ["combine_logs"], ["fields: merge_logs and combine_logs for two instances"]),
        new("log_type", [], ["logs: --log-type json"]),
        new("log_date_format", [], ["fields: log_file, log_date_format, time, log_type, disable_logs"]),
        new("time", [], ["fields: log_file, log_date_format, time, log_type, disable_logs"]),
        new("disable_logs", [], ["fields: log_file, log_date_format, time, log_type, disable_logs"]),

        // What only counts for Node, git, Windows, or a paid service: accepted.
        new("source_map_support", [], [Accepted]),
        new("disable_source_map_support", [], [Accepted]),
        new("vizion", [], [Accepted]),
        new("post_update", [], [Accepted]),
        new("windowsHide", [], [Accepted]),
        new("pmx", [], [Accepted]),
        new("automation", [], [Accepted]),
        new("trace", [], [Accepted]),
        new("disable_trace", [], [Accepted]),
        new("v8", [], [Accepted]),
        new("event_loop_inspector", [], [Accepted]),
        new("deep_monitoring", [], [Accepted]),
        new("io", [], [Accepted]),
        new("install_url", [], [Accepted]),
        new("write", [], [Accepted]),
    ];
}
