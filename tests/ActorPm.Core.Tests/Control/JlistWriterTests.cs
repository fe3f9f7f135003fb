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
        100, [0], 1600, "SIGINT", true, "exited with code 1", 1, "production", 0, null, []);

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
                  "exec_mode": "fork_mode",
                  "exec_interpreter": "node",
                  "pm_exec_path": "/srv/web.js",
                  "pm_cwd": "/srv",
                  "instances": 2,
                  "instance_var": "NODE_APP_INSTANCE",
                  "NODE_APP_INSTANCE": 0,
                  "autostart": true,
                  "autorestart": true,
                  "watch": false,
                  "treekill": true,
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
