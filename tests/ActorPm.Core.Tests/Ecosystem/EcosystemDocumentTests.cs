using ActorPm.Core.Ecosystem;

namespace ActorPm.Core.Tests.Ecosystem;

public sealed class EcosystemDocumentTests
{
    private static EcosystemReading Read(string text, string? environmentName = null) =>
        EcosystemDocument.Read(text, new EcosystemContext("/here", new Dictionary<string, string> { ["HOME"] = "/home/me" }, environmentName));

    [Fact]
    public void A_group_says_for_its_namespace_what_its_apps_do_not_say_themselves()
    {
        var reading = Read("""
            {"groups": {"shop": {"strategy": "one_for_all", "intensity": 3, "period": "1m"}},
             "apps": [{"script": "a.js", "namespace": "shop"}, {"script": "b.js", "namespace": "shop", "group_strategy": "one_for_one"}, {"script": "c.js"}]}
            """);

        Assert.Empty(reading.Problems);
        Assert.Equal(["one_for_all 3 60000", "one_for_one 3 60000", "  "], reading.Apps.Select(app => $"{app.GroupStrategy} {app.GroupIntensity} {app.GroupPeriodMs}"));
    }

    [Fact]
    public void Apps_that_would_wait_for_each_other_are_told()
    {
        var reading = Read("""[{"name": "a", "script": "a.js", "depends_on": "b"}, {"name": "b", "script": "b.js", "depends_on": ["c"]}, {"name": "c", "script": "c.js", "depends_on": {"a": "started"}}]""");

        Assert.Equal(["none of these would ever start, since each waits for the next: a → b → c → a; take one out (depends_on)"], reading.Problems);
    }

    [Theory]
    [InlineData("""{"shoop": {}}""", "no app of the file is in the namespace 'shoop' (groups); did you mean 'shop'?")]
    [InlineData("""{"mail": {}}""", "no app of the file is in the namespace 'mail' (groups); give one \"namespace\": \"mail\", or take the group out")]
    [InlineData("""{"shop": {"strateggy": "one_for_all"}}""", "unknown key 'groups.shop.strateggy'; did you mean 'strategy'?")]
    [InlineData("""{"shop": {"strategy": "all"}}""", "'groups.shop.strategy' is \"one_for_one\", \"one_for_all\" or \"rest_for_one\", not the text \"all\"")]
    [InlineData("""{"shop": 3}""", "groups.shop is an object such as {\"strategy\": \"one_for_all\"}, not the number 3")]
    [InlineData("[]", "'groups' is an object such as {\"shop\": {\"strategy\": \"one_for_all\"}}, not a list")]
    public void What_a_group_cannot_be_is_told(string groups, string problem) =>
        Assert.Equal([problem], Read($$"""{"groups": {{groups}}, "apps": [{"script": "a.js", "namespace": "shop"}]}""").Problems);

    [Theory]
    [InlineData("""{"db": "up"}""", "'depends_on': 'db' has to be started, ready, healthy or completed, not the text \"up\"")]
    [InlineData("7", "'depends_on' is an app's name, a list such as [\"db\", \"migrate:completed\"], or an object such as {\"db\": \"healthy\"}, not the number 7")]
    public void What_an_app_cannot_depend_on_is_told(string dependsOn, string problem) =>
        Assert.Equal([$"apps[0]: {problem}"], Read($$"""[{"script": "a.js", "depends_on": {{dependsOn}}}]""").Problems);

    [Theory]
    [InlineData("""{"apps": [{"script": "a.js"}]}""")]
    [InlineData("""{"apps": {"script": "a.js"}}""")]
    [InlineData("""[{"script": "a.js"}]""")]
    [InlineData("""{"script": "a.js"}""")]
    [InlineData("""{"name": "x", "version": "1.0.0", "pm2": [{"script": "a.js"}]}""")]
    [InlineData("""{"name": "x", "version": "1.0.0", "pm2": {"apps": [{"script": "a.js"}]}}""")]
    [InlineData("""{"apps": {"web": {"script": "a.js"}}}""")]
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
    public void Apps_under_keys_have_them_as_names() =>
        Assert.Equal(["web", "own"], Read("""{"apps": {"web": {"script": "a.js"}, "api": {"script": "b.js", "name": "own"}}}""").Apps.Select(app => app.Name!));

    [Fact]
    public void All_problems_within_an_object_are_reported_with_their_places()
    {
        var reading = Read("""
            {"script": "b.js", "name": "b", "sockets": ["80", "nowhere"], "ready_on": "log:(", "surge": "0%", "readiness_probe": "https://x", "startup_probe": {},
             "proxy": {"listen": "x:80", "protocl": 1, "zzz": 1, "retries": -1, "cert": null, "protocol": "ftp"}, "livenessProbe": {"http": "x", "tcp": false, "watchdog": 1},
             "balance": {}, "overlap": 1}
            """);

        Assert.Equal(
            [
                "apps[0] (b): 'sockets': 'nowhere' is no address to listen on; give a port from 1 to 65535, host:port, or unix:/path",
                "apps[0] (b): 'ready_on': '(' is no regular expression (insufficient closing parentheses, at character 1); correct it",
                "apps[0] (b): 'surge' is a number of instances of at least 1, or a share such as \"25%\", not the text \"0%\"",
                "apps[0] (b): 'readiness_probe': 'https://x' is no probe; write a path such as /health, an http:// address, tcp, tcp:9000, exec:COMMAND or watchdog",
                "apps[0] (b): 'startup_probe' asks one thing; give exactly one of http, tcp, exec and watchdog",
                "apps[0] (b): 'proxy.listen': 'x' in 'x:80' is no IP address; give one of this machine's addresses, as in 127.0.0.1:80, or the port alone for all of them",
                "apps[0] (b): unknown key 'proxy.protocl'; did you mean 'protocol'?",
                "apps[0] (b): unknown key 'proxy.zzz'; remove it (there are listen, protocol, backend, cert, key, connect_timeout, idle_timeout, max_header_size, max_body_size, max_connections, retries, hold, max_held, eject_after, eject_for, access_log)",
                "apps[0] (b): 'proxy.retries' is a whole number of at least 0, not the number -1",
                "apps[0] (b): 'proxy.protocol' is \"http\", \"http2\" or \"tcp\", not the text \"ftp\"",
                "apps[0] (b): 'livenessProbe.http': 'x' is nothing to GET; write a path such as /health, or a whole address such as http://127.0.0.1:3000/health",
                "apps[0] (b): 'livenessProbe.tcp' is true for the instance's own address, or an address such as 9000, not false",
                "apps[0] (b): 'livenessProbe.watchdog' is true or false, not the number 1",
                "apps[0] (b): 'balance' is \"round_robin\", \"least_connections\", \"power_of_two\", \"sticky_cookie\" or \"sticky_address\", not an object",
                "apps[0] (b): 'overlap' is true or false, not the number 1",
            ],
            reading.Problems);
    }

    [Theory]
    [InlineData("{\"key\": \"k.pem\"}", "'proxy' has the key of a certificate and no certificate; add cert, or remove key")]
    [InlineData("{}", null)]
    [InlineData("{\"cert\": \"c.pem\", \"key\": \"null\"}", null)]
    [InlineData("\"x\"", "'proxy': 'x' is no address to listen on; give a port from 1 to 65535, host:port, or unix:/path")]
    public void An_object_is_looked_at_as_a_whole_too(string proxy, string? problem) =>
        Assert.Equal(problem is null ? [] : [$"apps[0]: {problem}"], Read($$"""{"script": "b.js", "proxy": {{proxy}}}""").Problems);

    [Fact]
    public void All_problems_are_reported_at_once_with_their_places()
    {
        var reading = Read("""
            [{"name": "a"}, {"script": "b.js", "instnaces": 3, "zzz": 1, "max_restarts": -1, "env": [], "restart_delay": "soon", "time": 7,
              "exec_mode": "spoon", "stop_exit_codes": [1, 256], "args": [["x"]], "cwd": "a\u0000b", "env_x": 3, "watch": {}}, 7]
            """);

        Assert.Equal(
            [
                "apps[0] (a): no script; add \"script\": \"app.js\"",
                "apps[1]: unknown key 'instnaces'; did you mean 'instances'?",
                "apps[1]: unknown key 'zzz'; remove it (`apm schema` prints the keys that there are)",
                "apps[1]: 'max_restarts' is a whole number of at least 0, not the number -1",
                "apps[1]: 'env' is an object of variables, or a text such as \"A=1 B=2\", not a list",
                "apps[1]: 'restart_delay' is a number of milliseconds or a duration such as \"2s\", not the text \"soon\"",
                "apps[1]: 'time' is true or false, not the number 7",
                "apps[1]: 'exec_mode' is \"fork\", \"cluster\", \"fork_mode\" or \"cluster_mode\", not the text \"spoon\"",
                "apps[1]: 'stop_exit_codes' is a list of exit codes from 0 to 255, not the number 256",
                "apps[1]: 'args' is a list of texts, or one text that is split at blanks, not a list",
                "apps[1]: 'cwd' contains a NUL character; remove it",
                "apps[1]: 'env_x' is an object of variables, or a text such as \"A=1 B=2\", not the number 3",
                "apps[1]: 'watch' is true, false, a path or a list of paths, not an object",
                "apps[2]: an app is an object such as {\"script\": \"app.js\"}, not the number 7",
            ],
            reading.Problems);
    }

    [Theory]
    [InlineData("""{"apps": [{"script": "a.js"}], "deploy": {}}""")]
    [InlineData("""{"script": "a.js", "vizion": false, "pmx": true, "windowsHide": false, "trace": 1, "watch_options": {"a": 1}}""")]
    public void What_changes_nothing_here_needs_no_word(string text)
    {
        var reading = Read(text);

        Assert.Empty(reading.Problems);
        Assert.Empty(reading.Notes);
    }

    [Fact]
    public void A_key_beside_apps_is_a_problem() => Assert.Equal(
        ["'watch' stands beside 'apps'; move it into an app", "unknown key 'x' beside 'apps'; remove it"],
        Read("""{"apps": [{"script": "a.js"}], "watch": true, "x": 1}""").Problems);

    [Fact]
    public void Two_apps_of_one_name_are_a_problem() => Assert.Equal(
        ["the name 'a' occurs 2 times; give each app a \"name\" of its own"], Read("""[{"script": "a.js"}, {"script": "x", "name": "a"}]""").Problems);

    [Fact]
    public void Directories_to_serve_become_apps_of_the_static_server()
    {
        var reading = EcosystemDocument.Read(
            """{"apps": [{"script": "serve", "env": {"PM2_SERVE_PORT": 81}}], "static": [{"path": "public", "port": 82, "spa": true, "basic_auth": {"username": "u", "password": "p"}}]}""",
            new EcosystemContext("/here", new Dictionary<string, string>(), null) { StaticServer = "/bin/apmd" });

        Assert.Empty(reading.Problems);
        Assert.Equal(["static-page-server-81", "static-page-server-82"], reading.Apps.Select(app => app.Name!));
        Assert.All(reading.Apps, app => Assert.Equal(("/bin/apmd", "static-server", "none"), (app.Target, app.Arguments!.Single(), app.Interpreter)));
        var site = reading.Apps[1].Environment!;
        Assert.Equal(("public", "82", "true", "true", "u", "p"), (
            site["PM2_SERVE_PATH"], site["PM2_SERVE_PORT"], site["PM2_SERVE_SPA"], site["PM2_SERVE_BASIC_AUTH"],
            site["PM2_SERVE_BASIC_AUTH_USERNAME"], site["PM2_SERVE_BASIC_AUTH_PASSWORD"]));
    }

    [Fact]
    public void A_named_environment_wins_over_the_common_one()
    {
        var text = """{"script": "a.js", "env_production": {"A": "2"}, "env": {"A": "1", "B": "1"}}""";

        var plain = Assert.Single(Read(text).Apps);
        var production = Assert.Single(Read(text, "production").Apps);

        Assert.Equal(("1", "1"), (plain.Environment!["A"], plain.Environment!["B"]));
        Assert.Equal(("2", "1"), (production.Environment!["A"], production.Environment!["B"]));
        Assert.Equal(["apps[0]: Environment [staging] is not defined in the app file"], Read(text, "staging").Notes);
    }

    [Fact]
    public void A_syntax_error_names_its_line()
    {
        var reading = Read("{\n  \"script\": oops\n}");

        Assert.Equal("not JSON at line 2, column 13: 'oops' is no value; put a text in quotes", Assert.Single(reading.Problems));
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
    [InlineData("ecosystem.config.js", EcosystemFileKind.JavaScript)]
    [InlineData("my.config.cjs", EcosystemFileKind.JavaScript)]
    [InlineData("ecosystem.config.mjs", EcosystemFileKind.JavaScript)]
    [InlineData("ecosystem.js", EcosystemFileKind.None)]
    [InlineData("x.json.bak", EcosystemFileKind.Json)]
    [InlineData("a.yaml", EcosystemFileKind.Yaml)]
    [InlineData("a.yml", EcosystemFileKind.Yaml)]
    [InlineData("apps.conf", EcosystemFileKind.Hocon)]
    [InlineData("srv/Procfile", EcosystemFileKind.Procfile)]
    [InlineData("Procfile.dev", EcosystemFileKind.Procfile)]
    [InlineData("dev.procfile", EcosystemFileKind.Procfile)]
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
