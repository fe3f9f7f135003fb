using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class EcosystemDocumentTests
{
    private static EcosystemReading Read(string text, string? environmentName = null) =>
        EcosystemDocument.Read(text, new EcosystemContext("/here", new Dictionary<string, string> { ["HOME"] = "/home/me" }, environmentName));

    [Fact]
    public void Every_supported_key_becomes_a_property_of_the_request()
    {
        var reading = Read("""
            { // an app file
              "apps": [{
                "script": "api.js", "name": "api", "namespace": "shop", "cwd": "srv", "args": ["--port", 80],
                "instances": 2, "exec_mode": "fork", "interpreter": "node", "node_args": "--max-old-space-size=100 '-r a b'",
                "env": { "A": "x", "B": 1, "C": true, "D": {"e": 1} },
                "max_restarts": 3, "min_uptime": "2s", "restart_delay": 100, "exp_backoff_restart_delay": "50",
                "kill_timeout": 3000, "kill_signal": "SIGTERM", "stop_exit_codes": [0, 143], "autorestart": false, "treekill": false,
                "out_file": "o.log", "error_file": "/dev/null", /* last */ "force": true,
              }],
            }
            """);

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Notes);
        var app = Assert.Single(reading.Apps);
        Assert.Equal("api.js", app.Target);
        Assert.Equal("/here", app.CallerDirectory);
        Assert.Equal("/home/me", app.CallerEnvironment["HOME"]);
        Assert.Equal("api", app.Name);
        Assert.Equal("shop", app.Namespace);
        Assert.Equal("srv", app.Cwd);
        Assert.Equal(["--port", "80"], app.Arguments);
        Assert.Equal("2", app.Instances);
        Assert.Equal("node", app.Interpreter);
        Assert.Equal(["--max-old-space-size=100", "-r a b"], app.InterpreterArguments);
        Assert.Equal(("x", "1", "true", """{"e": 1}"""), (app.Environment!["A"], app.Environment!["B"], app.Environment!["C"], app.Environment!["D"]));
        Assert.Equal(3, app.MaxRestarts);
        Assert.Equal((2000, 100, 50, 3000), (app.MinimumUptimeMs!.Value, app.RestartDelayMs!.Value, app.ExponentialBackoffMs!.Value, app.KillTimeoutMs!.Value));
        Assert.Equal("SIGTERM", app.KillSignal);
        Assert.Equal([0, 143], app.StopExitCodes!);
        Assert.Equal("never", app.RestartMode);
        Assert.False(app.TreeKill);
        Assert.Equal(("o.log", "/dev/null"), (app.OutFile, app.ErrorFile));
        Assert.Equal(ActorPm.Core.Catalog.WhenRunning.AddInstances, app.IfRunning);
    }

    [Theory]
    [InlineData("""{"apps": [{"script": "a.js"}]}""")]
    [InlineData("""{"apps": {"script": "a.js"}}""")]
    [InlineData("""[{"script": "a.js"}]""")]
    [InlineData("""{"script": "a.js"}""")]
    [InlineData("""{"name": "x", "version": "1.0.0", "pm2": [{"script": "a.js"}]}""")]
    public void The_root_may_be_a_list_one_app_or_an_object_that_holds_them(string text)
    {
        var reading = Read(text);

        Assert.Empty(reading.Problems);
        Assert.Equal("a.js", Assert.Single(reading.Apps).Target);
    }

    [Theory]
    [InlineData("""{"cmd": "a.js", "maxRestarts": 1, "output": "o", "err": "e"}""")]
    [InlineData("""{"command": "a.js", "max_restarts": "1", "outFile": "o", "errorFile": "e"}""")]
    public void Aliases_and_camel_case_are_the_same_keys(string text)
    {
        var reading = Read(text);

        Assert.Empty(reading.Problems);
        var app = Assert.Single(reading.Apps);
        Assert.Equal(("a.js", 1, "o", "e"), (app.Target, app.MaxRestarts!.Value, app.OutFile, app.ErrorFile));
    }

    [Fact]
    public void All_problems_are_reported_at_once_with_their_places()
    {
        var reading = Read("""[{"name": "a"}, {"script": "b.js", "max_restrats": 3, "max_restarts": -1, "env": [], "restart_delay": "soon"}, 7]""");

        Assert.Equal(
            [
                "apps[0] (a): no script; add \"script\": \"app.js\"",
                "apps[1]: unknown key 'max_restrats'; correct its spelling or remove it",
                "apps[1]: 'max_restarts' is a whole number of at least 0, not the number -1",
                "apps[1]: 'env' is an object of variables, not a list",
                "apps[1]: 'restart_delay' is a number of milliseconds or a duration such as \"2s\", not the text \"soon\"",
                "apps[2]: an app is an object such as {\"script\": \"app.js\"}, not the number 7",
            ],
            reading.Problems);
    }

    [Fact]
    public void Keys_that_have_no_effect_yet_are_noted_and_do_not_stop_the_start()
    {
        var reading = Read("""{"apps": [{"script": "a.js", "watch": true, "exec_mode": "cluster"}], "deploy": {}}""");

        Assert.Empty(reading.Problems);
        Assert.Equal(3, reading.Notes.Count);
        Assert.Single(reading.Apps);
    }

    [Fact]
    public void A_named_environment_wins_over_the_common_one()
    {
        var text = """{"script": "a.js", "env_production": {"A": "2"}, "env": {"A": "1", "B": "1"}}""";

        var plain = Assert.Single(Read(text).Apps);
        var production = Assert.Single(Read(text, "production").Apps);

        Assert.Equal(("1", "1"), (plain.Environment!["A"], plain.Environment!["B"]));
        Assert.Equal(("2", "1"), (production.Environment!["A"], production.Environment!["B"]));
        Assert.Equal(["apps[0]: environment [staging] is not defined in the app file"], Read(text, "staging").Notes);
    }

    [Fact]
    public void A_syntax_error_names_its_line()
    {
        var reading = Read("{\n  \"script\": oops\n}");

        Assert.StartsWith("not JSON at line 2, column 13; ", Assert.Single(reading.Problems));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"apps": []}""")]
    [InlineData("\"a.js\"")]
    [InlineData("""{"apps": 3}""")]
    public void A_file_without_apps_is_a_problem(string text) => Assert.Single(Read(text).Problems);

    [Theory]
    [InlineData("ecosystem.json", EcosystemFileKind.Json)]
    [InlineData("/srv/apps.json5", EcosystemFileKind.Json)]
    [InlineData("ecosystem.config.js", EcosystemFileKind.Other)]
    [InlineData("a.yaml", EcosystemFileKind.Other)]
    [InlineData("app.js", EcosystemFileKind.None)]
    [InlineData("/srv/x.json.d/app.js", EcosystemFileKind.None)]
    [InlineData("node server.js conf.json", EcosystemFileKind.None)]
    public void An_app_file_is_known_by_its_name(string target, EcosystemFileKind kind) =>
        Assert.Equal(kind, EcosystemFile.KindOf(target));

    [Theory]
    [InlineData("100", 100)]
    [InlineData("100ms", 100)]
    [InlineData("1.5s", 1500)]
    [InlineData("2m", 120_000)]
    [InlineData("1h", 3_600_000)]
    public void A_duration_may_say_its_unit(string text, double expected)
    {
        Assert.True(DurationText.TryParseMilliseconds(text, out var milliseconds));
        Assert.Equal(expected, milliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("s")]
    [InlineData("1 s")]
    [InlineData("soon")]
    public void A_text_that_is_no_duration_is_refused(string text) => Assert.False(DurationText.TryParseMilliseconds(text, out _));

    [Theory]
    [InlineData("a b", new[] { "a", "b" })]
    [InlineData("  a   b ", new[] { "a", "b" })]
    [InlineData("--x='1 2' \"\"", new[] { "--x=1 2", "" })]
    [InlineData("", new string[0])]
    public void A_text_of_arguments_is_split_at_blanks_outside_quotes(string text, string[] expected) =>
        Assert.Equal(expected, ArgumentText.Split(text));
}
