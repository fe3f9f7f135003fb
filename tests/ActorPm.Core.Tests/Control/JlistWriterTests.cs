using System.Buffers;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Core.Tests.Control;

public sealed class JlistWriterTests
{
    private static readonly InstanceView _view = new(
        7, "web", "default", 0, "online", 4711, "fork", "1.2.3", Specs.Noon, 3, 1, 12.5, 52428800, "me", false, null,
        "/home/logs/web-out.log", "/home/logs/web-error.log");

    private static readonly InstanceDetail _detail = new(
        _view, "/srv/web.js", ["--port", "80"], "node", ["--inspect"], "/srv", "/home/pids/web-7.pid", Specs.Noon.AddDays(-1), 2, "always", 16, 1000, 0,
        100, [0], 1600, "SIGINT", true, "exited with code 1", 1, "production", 0, null, []) { UniqueId = "6f9619ff-8b86-d011-b42d-00cf4fc964ff" };

    [Fact]
    public void An_instance_has_the_shape_of_PM2s_jlist()
    {
        var json = Written((_detail, "8080"));

        Assert.Equal(
            """
            [
              {
                "pid": 4711,
                "name": "web",
                "pm2_env": {
                  "name": "web",
                  "namespace": "default",
                  "args": [
                    "--port",
                    "80"
                  ],
                  "node_args": [
                    "--inspect"
                  ],
                  "filter_env": [],
                  "exec_mode": "fork_mode",
                  "exec_interpreter": "node",
                  "pm_exec_path": "/srv/web.js",
                  "pm_cwd": "/srv",
                  "instances": 2,
                  "instance_var": "NODE_APP_INSTANCE",
                  "NODE_APP_INSTANCE": 0,
                  "vizion": true,
                  "autostart": true,
                  "autorestart": true,
                  "watch": false,
                  "treekill": true,
                  "pmx": true,
                  "automation": true,
                  "windowsHide": true,
                  "kill_retry_time": 100,
                  "kill_timeout": 1600,
                  "min_uptime": 1000,
                  "max_restarts": 16,
                  "restart_delay": 0,
                  "exp_backoff_restart_delay": 100,
                  "stop_exit_codes": [
                    0
                  ],
                  "pm_out_log_path": "/home/logs/web-out.log",
                  "pm_err_log_path": "/home/logs/web-error.log",
                  "pm_pid_path": "/home/pids/web-7.pid",
                  "status": "online",
                  "pm_id": 7,
                  "pm_uptime": 1772366400000,
                  "created_at": 1772280000000,
                  "restart_time": 3,
                  "unstable_restarts": 1,
                  "exit_code": 1,
                  "version": "1.2.3",
                  "unique_id": "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
                  "vizion_running": false,
                  "km_link": false,
                  "username": "me",
                  "axm_actions": [],
                  "axm_monitor": {},
                  "axm_options": {},
                  "axm_dynamic": {},
                  "env": {
                    "NODE_ENV": "production",
                    "PORT": "8080"
                  }
                },
                "pm_id": 7,
                "monit": {
                  "memory": 52428800,
                  "cpu": 12.5
                }
              }
            ]
            """,
            Indented(json));
    }

    [Fact]
    public void What_is_unknown_is_left_out()
    {
        var never = _detail with { View = _view with { StartedAt = null, Status = "stopped", Pid = 0 }, BackoffMs = null, ExitCode = null, NodeEnv = null, RestartMode = "never" };

        using var json = JsonDocument.Parse(Written((never, null)));
        var env = json.RootElement[0].GetProperty("pm2_env");

        Assert.False(env.TryGetProperty("pm_uptime", out _));
        Assert.False(env.TryGetProperty("exp_backoff_restart_delay", out _));
        Assert.False(env.TryGetProperty("exit_code", out _));
        Assert.False(env.GetProperty("autorestart").GetBoolean());
        Assert.Equal("{}", env.GetProperty("env").GetRawText());
    }

    [Fact]
    public void What_was_set_is_shown_under_PM2s_names()
    {
        var set = _detail with
        {
            View = _view with { Watching = true, Mode = "cluster" }, NodeVersion = "20.20.2", Autostart = false, Cron = "0 3 * * *", MemoryLimit = 104857600,
            WaitReady = true, ListenTimeoutMs = 5000, ShutdownWithMessage = true, WatchPaths = ["/srv/lib"], IgnoreWatch = ["*.tmp"], WatchDelayMs = 250,
            Uid = "www", Gid = "33", InstanceVariable = "SLOT", IncrementVariable = "PORT", FilterEnv = ["AWS_"], CombinedFile = "/logs/web.log",
            MergeLogs = true, LogDateFormat = "HH:mm", LogType = "json", LogsDisabled = true, SourceMaps = true,
            Remarks = new Dictionary<string, string> { ["vizion"] = "false", ["post_update"] = "[\"npm i\"]" },
            AxmActions = """[{"action_name":"gc"}]""", AxmMonitor = """{"rps":{"value":3}}""",
        };

        using var json = JsonDocument.Parse(Written((set, null)));
        var env = json.RootElement[0].GetProperty("pm2_env");

        string[] expected =
        [
            "exec_mode=cluster_mode", "node_version=20.20.2", "autostart=False", "cron_restart=0 3 * * *", "max_memory_restart=104857600", "wait_ready=True",
            "listen_timeout=5000", "shutdown_with_message=True", "watch=[\"lib\"]", "ignore_watch=[\"*.tmp\"]", "watch_delay=250", "uid=www", "gid=33",
            "instance_var=SLOT", "SLOT=0", "increment_var=PORT", "filter_env=[\"AWS_\"]", "pm_log_path=/logs/web.log", "merge_logs=True", "log_date_format=HH:mm",
            "log_type=json", "disable_logs=True", "source_map_support=True", "vizion=False", "post_update=[\"npm i\"]",
            "axm_actions=[{\"action_name\":\"gc\"}]", "axm_monitor={\"rps\":{\"value\":3}}",
        ];
        Assert.All(expected, pair => Assert.Equal(pair, $"{pair.Split('=')[0]}={env.GetProperty(pair.Split('=')[0])}"));
        Assert.Equal(env.EnumerateObject().Count(), env.EnumerateObject().DistinctBy(property => property.Name).Count());
    }

    [Fact]
    public void Of_the_environment_only_NODE_ENV_and_PORT_can_be_shown()
    {
        Assert.DoesNotContain(typeof(InstanceDetail).GetProperties(), property => typeof(System.Collections.IDictionary).IsAssignableFrom(property.PropertyType)
            || property.Name.Contains("Environment", StringComparison.Ordinal));
    }

    [Fact]
    public void No_instance_is_an_empty_array()
    {
        Assert.Equal("[]", Written());
    }

    private static string Written(params (InstanceDetail, string?)[] instances)
    {
        var output = new ArrayBufferWriter<byte>();
        JlistWriter.Write(instances, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static string Indented(string json)
    {
        using var document = JsonDocument.Parse(json);
        var output = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true }))
        {
            document.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
