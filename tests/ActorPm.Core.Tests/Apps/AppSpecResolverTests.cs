using System.Collections.Immutable;
using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Core.Tests.Apps;

public sealed class AppSpecResolverTests
{
    private static readonly Dictionary<string, string> _shell = new() { ["PATH"] = "/usr/bin", ["HOME"] = "/home/me" };

    private readonly FakeProgramProbe _probe = new FakeProgramProbe()
        .File("/usr/bin/node", ProgramKind.Binary)
        .File("/usr/bin/python3", ProgramKind.Binary)
        .File("/usr/bin/bash", ProgramKind.Binary)
        .File("/usr/bin/sleep", ProgramKind.Binary)
        .File("/srv/web.js", ProgramKind.PlainFile)
        .File("/srv/tool", ProgramKind.ExecutableScript);

    [Fact]
    public void A_script_alone_gets_every_default()
    {
        var spec = Resolve(Request("web.js"));

        Assert.Equal(
            new AppSpec(
                AppName.Parse("web"), "default", "/srv/web.js", "node", [], [], "/srv", _shell.ToImmutableSortedDictionary(StringComparer.Ordinal),
                1, InstanceCounting.Single, RestartSettings.Default, StopSettings.Default, LogSettings.Default),
            spec);
    }

    [Fact]
    public void Every_option_arrives()
    {
        var spec = Resolve(Request("web.js") with
        {
            Name = "api", Namespace = "shop", Cwd = "/home/me", Target = "/srv/web.js", Arguments = ["--port", "80"], InterpreterArguments = ["--inspect"],
            Instances = "3", RestartMode = "on-failure", MaxRestarts = 4, MinimumUptimeMs = 2000, RestartDelayMs = 50, ExponentialBackoffMs = 100,
            StopExitCodes = [0, 255], KillTimeoutMs = 9000, KillSignal = "TERM", TreeKill = false, OutFile = "out.log", ErrorFile = "NULL",
            Environment = new Dictionary<string, string> { ["PORT"] = "80", ["HOME"] = "/elsewhere" },
        });

        Assert.Equal("api", spec.Name.Value);
        Assert.Equal("shop", spec.Namespace);
        Assert.Equal("/home/me", spec.WorkingDirectory);
        Assert.Equal(["--port", "80"], spec.Arguments.AsEnumerable());
        Assert.Equal(["--inspect"], spec.InterpreterArguments.AsEnumerable());
        Assert.Equal((3, InstanceCounting.Counted), (spec.Instances, spec.Counting));
        Assert.Equal(
            Specs.Restart(RestartMode.OnFailure, [0, 255], 2, 4, 0.05, Backoff.Exponential(TimeSpan.FromMilliseconds(100))), spec.Restart);
        Assert.Equal(new StopSettings(UnixSignal.SIGTERM, TimeSpan.FromSeconds(9), StopScope.MainProcess), spec.Stop);
        Assert.Equal(new LogSettings("/home/me/out.log", "/dev/null"), spec.Logs);
        Assert.Equal("80", spec.Environment["PORT"]);
        Assert.Equal("/elsewhere", spec.Environment["HOME"]);
    }

    [Theory]
    [InlineData("web.js", null, "/srv/web.js")]
    [InlineData("./web.js", null, "/srv/web.js")]
    [InlineData("../../srv/web.js", "/home/me", "/srv/web.js")]
    [InlineData("~/app.js", null, "/home/me/app.js")]
    [InlineData("app.js", "~", "/home/me/app.js")]
    public void A_script_is_found_from_where_the_app_runs(string target, string? cwd, string script)
    {
        _probe.File("/home/me/app.js", ProgramKind.PlainFile);

        Assert.Equal(script, Resolve(Request(target) with { Cwd = cwd }).Script);
    }

    [Fact]
    public void A_word_that_is_no_file_is_searched_in_PATH()
    {
        var spec = Resolve(Request("sleep") with { Arguments = ["60"] });

        Assert.Equal("/usr/bin/sleep", spec.Script);
        Assert.Equal(AppSpec.NoInterpreter, spec.Interpreter);
        Assert.Equal("sleep", spec.Name.Value);
    }

    [Fact]
    public void A_file_here_wins_over_a_program_in_PATH()
    {
        _probe.File("/srv/sleep", ProgramKind.ExecutableScript);

        Assert.Equal("/srv/sleep", Resolve(Request("sleep")).Script);
    }

    [Fact]
    public void A_command_line_with_blanks_goes_to_the_shell()
    {
        var spec = Resolve(Request("sleep 60"));

        Assert.Equal("/usr/bin/bash", spec.Script);
        Assert.Equal(["-c", "sleep 60"], spec.Arguments.AsEnumerable());
        Assert.Equal("sleep 60", spec.Name.Value);
    }

    [Fact]
    public void Arguments_of_a_command_line_follow_its_own_name()
    {
        var spec = Resolve(Request("echo $1") with { Arguments = ["hello"] });

        Assert.Equal(["-c", "echo $1", "echo $1", "hello"], spec.Arguments.AsEnumerable());
    }

    [Fact]
    public void A_script_whose_name_has_a_blank_is_no_command_line()
    {
        _probe.File("/srv/my app.js", ProgramKind.PlainFile);

        Assert.Equal("/srv/my app.js", Resolve(Request("my app.js")).Script);
    }

    [Fact]
    public void A_command_line_needs_a_shell()
    {
        var problem = Assert.Single(Problems(Request("sleep 60") with { CallerEnvironment = new Dictionary<string, string> { ["PATH"] = "/nowhere" } }));

        Assert.Equal(ControlErrorCode.InterpreterNotFound, problem.Code);
    }

    [Fact]
    public void The_name_of_a_long_command_line_is_cut()
    {
        Assert.Equal(AppName.MaxLength, Resolve(Request("sleep " + new string('1', 200))).Name.Value.Length);
    }

    [Fact]
    public void The_first_interpreter_that_is_there_is_taken()
    {
        _probe.File("/srv/job.py", ProgramKind.PlainFile);

        Assert.Equal("python3", Resolve(Request("job.py")).Interpreter);
    }

    [Fact]
    public void An_executable_without_extension_runs_itself()
    {
        Assert.Equal(AppSpec.NoInterpreter, Resolve(Request("tool")).Interpreter);
    }

    [Fact]
    public void A_missing_interpreter_is_named()
    {
        var problem = Assert.Single(Problems(Request("web.js") with { Interpreter = "deno" }));

        Assert.Equal(ControlErrorCode.InterpreterNotFound, problem.Code);
        Assert.Contains("deno", problem.Message);
    }

    [Fact]
    public void A_file_that_cannot_be_executed_needs_an_interpreter()
    {
        var problem = Assert.Single(Problems(Request("web.js") with { Interpreter = "none" }));

        Assert.Equal(ControlErrorCode.ScriptNotFound, problem.Code);
        Assert.Contains("chmod", problem.Message);
    }

    [Theory]
    [InlineData("nothing")]
    [InlineData("./nothing.js")]
    [InlineData("/nowhere/nothing")]
    public void A_script_that_is_nowhere_is_refused(string target)
    {
        var problem = Assert.Single(Problems(Request(target)));

        Assert.Equal(ControlErrorCode.ScriptNotFound, problem.Code);
        Assert.Contains(target, problem.Message);
    }

    [Fact]
    public void All_problems_are_reported_at_once()
    {
        var problems = Problems(Request("nothing") with
        {
            Cwd = "/nowhere", Name = "all", Instances = "many", RestartMode = "sometimes", MaxRestarts = -1, MinimumUptimeMs = -1, RestartDelayMs = double.NaN,
            ExponentialBackoffMs = 1e12, StopExitCodes = [0, 256], KillTimeoutMs = -0.5, KillSignal = "SIGNOTHING",
        });

        Assert.Equal(12, problems.Length);
        foreach (var clue in (string[])["/nowhere", "nothing", "'all'", "'many'", "'sometimes'", "--max-restarts", "--min-uptime", "--restart-delay", "--exp-backoff", "--stop-exit-codes", "--kill-timeout", "SIGNOTHING"])
        {
            Assert.Contains(problems, problem => problem.Message.Contains(clue, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("10000", 10000)]
    [InlineData("max", 8)]
    [InlineData("0", 8)]
    [InlineData("-1", 7)]
    [InlineData("-8", 1)]
    [InlineData("-99", 1)]
    [InlineData("-2147483648", 1)]
    [InlineData("10001", null)]
    [InlineData("99999999999", null)]
    [InlineData("many", null)]
    [InlineData("1.5", null)]
    [InlineData("", null)]
    [InlineData(" 2", null)]
    public void The_number_of_instances_is_read_as_PM2_reads_it(string text, int? count)
    {
        Assert.Equal(count, AppSpecResolver.TryParseInstances(text, processors: 8));
    }

    [Fact]
    public void What_ActorPm_puts_into_a_child_and_the_password_of_the_journal_are_not_inherited_by_an_app()
    {
        var inside = new Dictionary<string, string>(_shell)
        {
            [DaemonLaunch.InstanceMark] = "web:0", ["NODE_APP_INSTANCE"] = "0", ["pm_id"] = "7", ["name"] = "web", ["KEPT"] = "yes",
            [DaemonLaunch.JournalVariable] = "Password=secret", ["PM2_JOURNAL_CONNECTION_STRING"] = "Password=secret",
        };

        var spec = Resolve(Request("web.js") with { CallerEnvironment = inside });

        Assert.Equal(["HOME", "KEPT", "PATH"], spec.Environment.Keys);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(256)]
    public void An_exit_code_out_of_range_is_refused(int code)
    {
        Assert.Contains("--stop-exit-codes", Assert.Single(Problems(Request("web.js") with { StopExitCodes = [code] })).Message);
    }

    [Fact]
    public void A_backoff_of_zero_is_none()
    {
        Assert.Null(Resolve(Request("web.js") with { ExponentialBackoffMs = 0 }).Restart.Backoff);
    }

    [Fact]
    public void JSON_without_the_optional_members_resolves()
    {
        var json = """{ "target": "web.js", "callerDirectory": "/srv", "callerEnvironment": { "PATH": "/usr/bin" } }""";

        var request = JsonSerializer.Deserialize($$"""{ "apps": [{{json}}] }""", ControlJson.Default.StartRequest)!.Apps[0];

        Assert.Null(request.Arguments);
        Assert.Null(request.Environment);
        Assert.Null(request.StopExitCodes);
        Assert.Equal("/srv/web.js", Resolve(request).Script);
    }

    [Theory]
    [InlineData("""{ "callerDirectory": "/srv", "callerEnvironment": {} }""")]
    [InlineData("""{ "target": "web.js", "callerEnvironment": {} }""")]
    [InlineData("""{ "target": "web.js", "callerDirectory": "/srv" }""")]
    public void JSON_without_a_required_member_is_no_request(string json)
    {
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize($$"""{ "apps": [{{json}}] }""", ControlJson.Default.StartRequest));
    }

    [Fact]
    public void A_change_keeps_what_is_not_given()
    {
        var spec = Specs.App(arguments: ["a"], environment: [("A", "1")], restart: Specs.Restart(delay: 3), stop: Specs.MainProcessOnly, logs: new LogSettings("/o", "/e"));

        var changed = Change(spec, Request("web") with { CallerEnvironment = new Dictionary<string, string>() });

        Assert.Equal(spec, changed);
    }

    [Fact]
    public void A_change_takes_the_callers_environment_and_what_is_given()
    {
        var changed = Change(Specs.App(environment: [("OLD", "1")]), Request("web") with
        {
            Environment = new Dictionary<string, string> { ["NEW"] = "2" }, Arguments = ["b"], KillTimeoutMs = 10, Namespace = "shop", OutFile = "o.log",
        });

        Assert.Equal(["HOME", "NEW", "PATH"], changed.Environment.Keys);
        Assert.Equal(["b"], changed.Arguments.AsEnumerable());
        Assert.Equal(TimeSpan.FromMilliseconds(10), changed.Stop.KillTimeout);
        Assert.Equal("shop", changed.Namespace);
        Assert.Equal("/srv/o.log", changed.Logs.OutFile);
    }

    [Fact]
    public void A_change_does_not_scale()
    {
        var resolved = AppSpecResolver.Change(Specs.App(), Request("web") with { Instances = "2" });

        Assert.Contains("apm scale web 2", Assert.Single(Assert.IsType<ResolvedApp.Invalid>(resolved).Problems).Message);
    }

    [Fact]
    public void A_change_renames()
    {
        Assert.Equal("other", Change(Specs.App(), Request("") with { Name = "other" }).Name.Value);
    }

    [Fact]
    public void The_callers_variables_replace_the_inherited_ones_and_leave_those_given_for_the_app()
    {
        var spec = Specs.App(environment: [("GONE", "1"), ("OWN", "2")]) with { GivenVariables = ["OWN"] };
        var changes = Request("") with { CallerEnvironment = new Dictionary<string, string> { ["NEW"] = "3", ["OWN"] = "4" } };

        Assert.Equal([("NEW", "3"), ("OWN", "2")], Change(spec, changes).Environment.Select(pair => (pair.Key, pair.Value)));
    }

    [Fact]
    public void Every_setting_of_an_app_file_is_resolved()
    {
        var spec = Resolve(Request("/srv/web.js") with
        {
            ExecMode = "cluster", Autostart = false, Filter = new EnvironmentFilter(false, ["A"], ["_TOKEN"]), InstanceVariable = "NUMBER", IncrementVariable = "PORT",
            WaitReady = true, ListenTimeoutMs = 500, ShutdownWithMessage = true, WatchPaths = ["lib"], IgnoreWatch = ["*.log"], WatchDelayMs = 1000,
            WatchExtensions = [".js", "ts"], CronRestart = "0 3 * * *", CronTimeZone = "Europe/Berlin", CronOverlap = "queue", MaxMemoryRestart = "1.5G",
            User = "web", Group = "www", LogFile = "true", MergeLogs = true, LogType = "json", LogDateFormat = "HH:mm", DisableLogs = true, PidFile = "web.pid",
            SourceMapSupport = true, Remarks = new Dictionary<string, string> { ["vizion"] = "false" }, Cwd = "/home/me",
            CallerEnvironment = new Dictionary<string, string>(_shell) { ["A"] = "1", ["MY_TOKEN"] = "2", ["B"] = "3" },
            Environment = new Dictionary<string, string> { ["A"] = "given" },
        });

        Assert.Equal(ExecMode.Cluster, spec.Mode);
        Assert.False(spec.Autostart);
        Assert.Equal(("given", "3", false), (spec.Environment["A"], spec.Environment["B"], spec.Environment.ContainsKey("MY_TOKEN")));
        Assert.Equal(["A"], spec.GivenVariables);
        Assert.Equal(("NUMBER", "PORT"), (spec.InstanceVariable, spec.IncrementVariable));
        Assert.Equal(new ReadySettings(ReadySignal.Message, TimeSpan.FromMilliseconds(500)), spec.Ready);
        Assert.Equal(StopRequest.Message, spec.Stop.Request);
        Assert.Equal(new WatchSettings(true, ["/home/me/lib"], ["*.log"], TimeSpan.FromSeconds(1), ["js", "ts"]), spec.Watch);
        Assert.Equal(new CronSettings("0 3 * * *", "Europe/Berlin", CronOverlap.Queue), spec.Cron);
        Assert.Equal(3L << 29, spec.MemoryLimit);
        Assert.Equal(new RunAs("web", "www"), spec.RunAs);
        Assert.Equal(
            new LogSettings(null, null) { CombinedFile = "default", Merge = true, Shape = LogShape.Json, DateFormat = "HH:mm", Disabled = true }, spec.Logs);
        Assert.Equal("/home/me/web.pid", spec.PidFile);
        Assert.True(spec.SourceMaps);
        Assert.Equal("false", spec.Remarks["vizion"]);
    }

    [Fact]
    public void What_is_empty_is_taken_back()
    {
        var spec = Specs.App(arguments: ["a"]) with
        {
            Cron = new CronSettings("* * * * *", null, CronOverlap.Skip), MemoryLimit = 1, IncrementVariable = "X", PidFile = "/x",
            Logs = new LogSettings(null, null) { CombinedFile = "/x", DateFormat = "x" },
        };
        var changed = Change(spec, Request("") with
        {
            Arguments = [], CronRestart = "0", MaxMemoryRestart = "0", IncrementVariable = "", PidFile = "", LogFile = "", LogDateFormat = "",
        });

        Assert.Equal(Specs.App(), changed with { Environment = Specs.App().Environment });
    }

    [Theory]
    [InlineData("80MB")]
    [InlineData("much")]
    [InlineData("-1")]
    [InlineData("9999999999999G")]
    public void An_amount_of_memory_that_is_none_is_a_problem(string text)
    {
        Assert.Contains("--max-memory-restart", Assert.Single(Problems(Request("web.js") with { MaxMemoryRestart = text })).Message);
    }

    [Theory]
    [InlineData("web.js", "2", ExecMode.Cluster)]
    [InlineData("web.js", null, ExecMode.Fork)]
    [InlineData("sleep", "2", ExecMode.Fork)]
    public void Counted_instances_of_a_node_app_are_a_cluster(string target, string? instances, ExecMode mode)
    {
        Assert.Equal(mode, Resolve(Request(target) with { Instances = instances }).Mode);
    }

    private static AppRequest Request(string target) => new() { Target = target, CallerDirectory = "/srv", CallerEnvironment = _shell };

    private static AppSpec Change(AppSpec spec, AppRequest changes) => Assert.IsType<ResolvedApp.Resolved>(AppSpecResolver.Change(spec, changes)).Spec;

    private AppSpec Resolve(AppRequest request) => Assert.IsType<ResolvedApp.Resolved>(AppSpecResolver.Resolve(request, _probe, processors: 8)).Spec;

    private ImmutableArray<ControlError> Problems(AppRequest request) =>
        Assert.IsType<ResolvedApp.Invalid>(AppSpecResolver.Resolve(request, _probe, processors: 8)).Problems;
}
