using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class AppFieldsTests
{
    /// <summary>A value for each field and what it must become: no field is without a row.</summary>
    private static readonly Dictionary<string, (string Value, Func<AppRequest, object?> Read, object? Expected)> Rows = new()
    {
        ["script"] = ("\"a.js\"", app => app.Target, "a.js"),
        ["name"] = ("7", app => app.Name, "7"),
        ["name_prefix"] = ("\"p\"", app => app.Name, "p:x"),
        ["append_env_to_name"] = ("true", app => app.Name, "x-prod"),
        ["namespace"] = ("\"shop\"", app => app.Namespace, "shop"),
        ["cwd"] = ("\"srv\"", app => app.Cwd, "srv"),
        ["args"] = ("\"-a 'b c'\"", app => string.Join('|', app.Arguments!), "-a|b c"),
        ["exec_interpreter"] = ("\"node\"", app => app.Interpreter, "node"),
        ["node_args"] = ("[\"--x\", 1]", app => string.Join('|', app.InterpreterArguments!), "--x|1"),
        ["exec_mode"] = ("\"cluster_mode\"", app => app.ExecMode, "cluster_mode"),
        ["execute_command"] = ("true", app => app.ExecMode, "fork"),
        ["instances"] = ("-1", app => app.Instances, "-1"),
        ["instance_var"] = ("\"I\"", app => app.InstanceVariable, "I"),
        ["increment_var"] = ("\"PORT\"", app => app.IncrementVariable, "PORT"),
        ["env"] = ("{\"A\": {\"b\": 1}, \"C\": 2, \"D\": true, \"E\": null}", app => string.Join(';', app.Environment!), "[A, {\"b\":1}];[C, 2];[D, true]"),
        ["filter_env"] = ("[\"AWS\"]", app => app.Filter!.Parts.Single(), "AWS"),
        ["port"] = ("3000", app => app.Environment!["PORT"], "3000"),
        ["io"] = ("{\"a\":1}", app => app.Environment!["io"], "{\"a\":1}"),
        ["uid"] = ("1000", app => app.User, "1000"),
        ["gid"] = ("\"www\"", app => app.Group, "www"),
        ["source_map_support"] = ("true", app => app.SourceMapSupport, true),
        ["disable_source_map_support"] = ("true", app => app.SourceMapSupport, false),
        ["autostart"] = ("false", app => app.Autostart, false),
        ["autorestart"] = ("false", app => app.RestartMode, "never"),
        ["restart"] = ("\"on-failure\"", app => app.RestartMode, "on-failure"),
        ["stop_exit_codes"] = ("[0, \"143\"]", app => string.Join(',', app.StopExitCodes!), "0,143"),
        ["min_uptime"] = ("\"1h\"", app => app.MinimumUptimeMs, 3_600_000.0),
        ["max_restarts"] = ("\"3\"", app => app.MaxRestarts, 3),
        ["restart_delay"] = ("100", app => app.RestartDelayMs, 100.0),
        ["exp_backoff_restart_delay"] = ("\"50\"", app => app.ExponentialBackoffMs, 50.0),
        ["max_memory_restart"] = ("\"200M\"", app => app.MaxMemoryRestart, "200M"),
        ["cron_restart"] = ("\"0 3 * * *\"", app => app.CronRestart, "0 3 * * *"),
        ["cron_timezone"] = ("\"Europe/Berlin\"", app => app.CronTimeZone, "Europe/Berlin"),
        ["cron_overlap"] = ("\"queue\"", app => app.CronOverlap, "queue"),
        ["kill_timeout"] = ("3000", app => app.KillTimeoutMs, 3000.0),
        ["kill_signal"] = ("15", app => app.KillSignal, "15"),
        ["treekill"] = ("false", app => app.TreeKill, false),
        ["shutdown_with_message"] = ("true", app => app.ShutdownWithMessage, true),
        ["wait_ready"] = ("\"true\"", app => app.WaitReady, true),
        ["listen_timeout"] = ("5000", app => app.ListenTimeoutMs, 5000.0),
        ["watch"] = ("\"my src\"", app => string.Join('|', app.WatchPaths!.Prepend(app.Watch.ToString())), "True|my src"),
        ["ignore_watch"] = ("[\"logs\"]", app => app.IgnoreWatch!.Single(), "logs"),
        ["watch_delay"] = ("500", app => app.WatchDelayMs, 500.0),
        ["watch_ext"] = ("\"js,ts\"", app => string.Join('|', app.WatchExtensions!), "js|ts"),
        ["force"] = ("true", app => app.IfRunning, WhenRunning.AddInstances),
        ["out_file"] = ("\"o.log\"", app => app.OutFile, "o.log"),
        ["error_file"] = ("\"NULL\"", app => app.ErrorFile, "NULL"),
        ["log_file"] = ("true", app => app.LogFile, "true"),
        ["pid_file"] = ("\"a.pid\"", app => app.PidFile, "a.pid"),
        ["merge_logs"] = ("true", app => app.MergeLogs, true),
        ["log_type"] = ("\"json\"", app => app.LogType, "json"),
        ["log_date_format"] = ("\"YYYY\"", app => app.LogDateFormat, "YYYY"),
        ["time"] = ("true", app => app.Time, true),
        ["disable_logs"] = ("true", app => app.DisableLogs, true),
        ["scheduling"] = ("\"connections\"", app => app.Scheduling, "connections"),
        ["sockets"] = ("[8080, \"web=unix:a.sock\"]", app => string.Join('|', app.Sockets!), "8080|web=unix:a.sock"),
        ["proxy"] = ("{\"listen\": [80, \"unix:b.sock\"], \"maxBodySize\": \"1M\"}", app => $"{string.Join('|', app.Proxy!.Listen!)} {app.Proxy.MaxBodySize}", "80|unix:b.sock 1M"),
        ["balance"] = ("\"power_of_two\"", app => app.Balance, "power_of_two"),
        ["drain_timeout"] = ("\"5s\"", app => app.DrainTimeoutMs, 5000.0),
        ["startup_probe"] = ("\"/up\"", app => app.StartupProbe, new ProbeRequest { Http = "/up" }),
        ["readiness_probe"] = ("{\"tcp\": true, \"interval\": \"1s\"}", app => app.ReadinessProbe, new ProbeRequest { Tcp = "", IntervalMs = 1000 }),
        ["liveness_probe"] = ("{\"exec\": \"true\", \"failures\": 2}", app => app.LivenessProbe, new ProbeRequest { Exec = "true", Failures = 2 }),
        ["ready_on"] = ("\"log:up$\"", app => app.ReadyOn, "log:up$"),
        ["surge"] = ("\"25%\"", app => app.Surge, "25%"),
        ["min_healthy_time"] = ("\"2s\"", app => app.MinimumHealthyTimeMs, 2000.0),
        ["ready_timeout"] = ("9000", app => app.ReadyTimeoutMs, 9000.0),
        ["overlap"] = ("true", app => app.Overlap, true),
        ["placement"] = ("\"spread\"", app => app.Placement, "spread"),
        ["placement_roles"] = ("[\"web\", \"ssd\"]", app => string.Join('|', app.PlacementRoles!), "web|ssd"),
        ["placement_per_node"] = ("2", app => app.PlacementPerNode, 2),
        ["placement_over"] = ("\"zone\"", app => app.PlacementOver, "zone"),
        ["placement_apart_from"] = ("[\"db\", \"cache\"]", app => string.Join('|', app.PlacementApartFrom!), "db|cache"),
        ["max_unavailable"] = ("\"25%\"", app => app.MaxUnavailable, "25%"),
        ["depends_on"] = ("{\"db\": \"healthy\", \"migrate\": {\"condition\": \"service_completed_successfully\"}}", app => string.Join('|', app.DependsOn!), "db:healthy|migrate:completed"),
        ["limits"] = ("{\"nofile\": 1024, \"umask\": \"0027\", \"no_new_privs\": true}", app => string.Join(' ', app.Limits!.Where(limit => limit.Value != "default").Select(limit => $"{limit.Key}={limit.Value}")), "nofile=1024 umask=0027 no_new_privs=true"),
        ["group_strategy"] = ("\"rest_for_one\"", app => app.GroupStrategy, "rest_for_one"),
        ["group_intensity"] = ("3", app => app.GroupIntensity, 3),
        ["group_period"] = ("\"1m\"", app => app.GroupPeriodMs, 60000.0),
    };

    public static TheoryData<string> Spellings => [.. AppFields.Spellings.Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Spellings))]
    public void Every_spelling_of_every_field_sets_the_request(string spelling)
    {
        var field = AppFields.Find(spelling)!;
        var row = Rows.TryGetValue(field.Name, out var known) ? known : ("{\"a\":1}", app => app.Remarks![field.Name], "{\"a\":1}");

        var reading = Read($$"""{{{(field.Name == "script" ? "" : "\"script\": \"x.js\",")}} "{{spelling}}": {{row.Value}}}""", "prod");

        Assert.Empty(reading.Problems);
        Assert.Equal(row.Expected, row.Read(Assert.Single(reading.Apps)));
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public void A_null_takes_any_field_back(string spelling)
    {
        var plain = Assert.Single(Read("""{"script": "x.js"}""", null).Apps);

        var reading = Read($$"""{"{{spelling}}": null, "script": "x.js"}""", null);

        Assert.Empty(reading.Problems);
        Assert.Equal(plain with { Environment = null }, Assert.Single(reading.Apps) with { Environment = null });
    }

    [Fact]
    public void Spellings_belong_to_one_field_each()
    {
        var all = AppFields.All.SelectMany(field => field.Spellings).ToList();

        Assert.Equal(all.Count, all.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(["max_restarts", "maxRestarts"], AppFields.Find("maxRestarts")!.Spellings);
        Assert.All(AppFields.All, field => Assert.EndsWith(".", field.Description));
    }

    [Theory]
    [InlineData("instnaces", "instances")]
    [InlineData("scritp", "script")]
    [InlineData("Max_Memory_Restart", "max_memory_restart")]
    [InlineData("maxMemoryRestar", "maxMemoryRestart")]
    public void An_unknown_key_names_the_nearest_known_one(string key, string near) =>
        Assert.Equal($"unknown key '{key}'; did you mean '{near}'?", AppFields.Unknown(key));

    [Fact]
    public void The_schema_has_every_spelling_and_a_value_of_every_field_conforms_to_its_type()
    {
        var app = EcosystemSchema.Create()["definitions"]!["app"]!;
        var properties = app["properties"]!.AsObject();

        Assert.Equal(AppFields.Spellings.Order(StringComparer.Ordinal), properties.Select(property => property.Key).Order(StringComparer.Ordinal));
        Assert.False(app["additionalProperties"]!.GetValue<bool>());
        Assert.All(Rows, row =>
        {
            var schema = properties[row.Key]!["anyOf"]![0]!.AsObject();
            var value = JsonNode.Parse(row.Value.Value)!;
            Assert.True(Conforms(schema, value), $"{row.Key}: {value.ToJsonString()} against {schema.ToJsonString()}");
        });
    }

    [Fact]
    public void What_is_written_for_a_call_reads_as_the_same_request()
    {
        foreach (var (name, row) in Rows.Where(row => row.Key is not ("name_prefix" or "append_env_to_name" or "execute_command" or "force")))
        {
            var request = Assert.Single(Read($$"""{{{(name == "script" ? "" : "\"script\": \"x.js\",")}} "{{name}}": {{row.Value}}}""", null).Apps);

            var again = EcosystemDocument.Read(JsonTree.ToElement(AppRequestWriter.Create(request)), Context(null));

            Assert.Empty(again.Problems);
            Assert.Equal(row.Expected, row.Read(Assert.Single(again.Apps)));
        }
    }

    private static EcosystemContext Context(string? environment) => new("/here", NoVariables, environment);

    private static readonly Dictionary<string, string> NoVariables = [];

    private static EcosystemReading Read(string text, string? environment) => EcosystemDocument.Read(text, Context(environment));

    private static bool Conforms(JsonObject schema, JsonNode value)
    {
        if (schema["enum"] is JsonArray words)
        {
            return words.Any(word => JsonNode.DeepEquals(word, value));
        }

        List<string> types = schema["type"] switch
        {
            null => [],
            JsonArray several => [.. several.Select(type => type!.GetValue<string>())],
            var one => [one.GetValue<string>()],
        };
        return types.Count == 0 || value.GetValueKind() switch
        {
            JsonValueKind.Object => types.Contains("object"),
            JsonValueKind.Array => types.Contains("array"),
            JsonValueKind.String => types.Contains("string") || (types.Contains("boolean") && value.GetValue<string>() == "true"),
            JsonValueKind.Number => types.Contains("number") || types.Contains("integer"),
            _ => types.Contains("boolean"),
        };
    }
}
