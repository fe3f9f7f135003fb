using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class StartTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly FakeDaemon _daemon;

    public StartTests()
    {
        _daemon = _run.StartDaemon();
        var reply = new CommandReply([Views.View()], [], ["noted"]);
        foreach (var route in (string[])[ControlContract.Start, ControlContract.Restart])
        {
            _daemon.Answer(route, reply, ControlJson.Default.CommandReply);
        }
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _run.Dispose();
    }

    private async Task<AppRequest> StartedAsync(params string[] words)
    {
        var result = await _run.RunAsync(["start", .. words]);

        Assert.Equal(0, result.ExitCode);
        return Assert.Single(_daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps);
    }

    [Fact]
    public async Task Every_option_becomes_a_property_of_the_request()
    {
        var app = await StartedAsync(
            "api.js", "--name", "api", "--namespace", "shop", "--cwd", "srv", "-i", "max", "--interpreter", "node", "--node-args", "--inspect -r 'a b'",
            "--max-restarts", "3", "--min-uptime", "2s", "--restart-delay", "100", "--exp-backoff-restart-delay", "50", "-k", "3000",
            "--kill-signal", "SIGTERM", "--stop-exit-codes", "0", "143", "--restart", "on-failure", "--no-treekill", "-o", "out.log", "-e", "err.log",
            "--env", "A=1", "--env", "B=x=y", "-f", "--", "--port", "80", "-s");

        Assert.Equal("api.js", app.Target);
        Assert.Equal(_run.Here, app.CallerDirectory);
        Assert.Equal(("api", "shop", "srv", "max"), (app.Name, app.Namespace, app.Cwd, app.Instances));
        Assert.Equal("node", app.Interpreter);
        Assert.Equal(["--inspect", "-r", "a b"], app.InterpreterArguments);
        Assert.Equal((3, 2000d, 100d, 50d, 3000d), (app.MaxRestarts, app.MinimumUptimeMs, app.RestartDelayMs, app.ExponentialBackoffMs, app.KillTimeoutMs));
        Assert.Equal(("SIGTERM", "on-failure", false), (app.KillSignal, app.RestartMode, app.TreeKill));
        Assert.Equal([0, 143], app.StopExitCodes!);
        Assert.Equal(("out.log", "err.log"), (app.OutFile, app.ErrorFile));
        Assert.Equal(("1", "x=y"), (app.Environment!["A"], app.Environment!["B"]));
        Assert.Equal(ActorPm.Core.Catalog.WhenRunning.AddInstances, app.IfRunning);
        Assert.Equal(["--port", "80", "-s"], app.Arguments);
    }

    [Fact]
    public async Task What_was_not_said_stays_unsaid()
    {
        var app = await StartedAsync("api.js");

        Assert.Null(app.Name ?? app.Namespace ?? app.Cwd ?? app.Interpreter ?? app.Instances ?? app.RestartMode ?? app.KillSignal ?? app.OutFile);
        Assert.Null(app.MaxRestarts ?? app.MinimumUptimeMs ?? app.RestartDelayMs ?? app.ExponentialBackoffMs ?? app.KillTimeoutMs);
        Assert.Null(app.StopExitCodes);
        Assert.Null(app.TreeKill);
        Assert.Equal(ActorPm.Core.Catalog.WhenRunning.Refuse, app.IfRunning);
    }

    [Theory]
    [InlineData("--stop-exit-codes 0 143 api.js")]
    [InlineData("--stop-exit-codes 0,143 api.js")]
    [InlineData("api.js --stop-exit-codes 0 --stop-exit-codes 143")]
    [InlineData("api.js --stop-exit-codes=0,143")]
    public async Task Exit_codes_may_be_several_words_or_one_list(string words)
    {
        var app = await StartedAsync(words.Split(' '));

        Assert.Equal("api.js", app.Target);
        Assert.Equal([0, 143], app.StopExitCodes!);
    }

    [Fact]
    public async Task Options_may_stand_before_the_verb()
    {
        var result = await _run.RunAsync("-s", "--name", "x", "start", "api.js");

        Assert.Equal((0, "", ""), (result.ExitCode, result.Output, result.Error));
        Assert.Equal("x", _daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps[0].Name);
    }

    [Fact]
    public async Task An_environment_without_an_app_file_is_a_warning_and_the_script_starts()
    {
        var result = await _run.RunAsync("start", "api.js", "--env", "production");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("'production' has no effect on api.js.", result.Error, StringComparison.Ordinal);
        Assert.Empty(_daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps[0].Environment!);
    }

    [Fact]
    public async Task A_negative_number_of_instances_is_a_value()
    {
        var app = await StartedAsync("api.js", "-i", "-1");

        Assert.Equal("-1", app.Instances);
    }

    [Fact]
    public async Task No_autorestart_means_never()
    {
        var app = await StartedAsync("api.js", "--no-autorestart");

        Assert.Equal("never", app.RestartMode);
    }

    [Fact]
    public async Task The_app_inherits_the_callers_environment_without_the_mark_of_managed_processes()
    {
        _run.Variables["TOKEN"] = "geheim";
        _run.Variables[DaemonLaunch.InstanceMark] = "web:0";

        var app = await StartedAsync("api.js");

        Assert.Equal("geheim", app.CallerEnvironment["TOKEN"]);
        Assert.DoesNotContain(DaemonLaunch.InstanceMark, app.CallerEnvironment);
    }

    [Fact]
    public async Task Several_targets_are_one_request()
    {
        await _run.RunAsync("start", "a.js", "b.js");

        Assert.Equal(["a.js", "b.js"], _daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps.Select(app => app.Target));
    }

    [Fact]
    public async Task Progress_goes_to_standard_error_and_the_table_to_standard_output()
    {
        var script = _run.WriteFile("api.js", "");
        _daemon.Answer(ControlContract.Instances, new InstanceList([Views.View()]), ControlJson.Default.InstanceList);

        var result = await _run.RunAsync("start", "api.js", "-i", "2");

        Assert.Equal($"[apm] Starting {script} in cluster_mode (2 instances)\n[apm] [web](0) ✓\n[apm] noted\n", result.Error);
        Assert.StartsWith("┌────┬", result.Output);
        Assert.DoesNotContain("\e", result.Output);
        Assert.Contains("│ 0  │ web    │", result.Output);
    }

    [Fact]
    public async Task A_refusal_is_shown_and_its_exit_code_is_the_errors()
    {
        _daemon.Refuse(ControlContract.Start, ControlErrorCode.JournalUnavailable, "The disk is full; free some space.");

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal((7, ""), (result.ExitCode, result.Output));
        Assert.EndsWith("[apm][ERROR] The disk is full; free some space.\n", result.Error);
    }

    [Fact]
    public async Task An_instance_that_does_not_come_up_is_an_error_and_the_list_is_shown_all_the_same()
    {
        _daemon.Refuse(ControlContract.Start, ControlErrorCode.InstanceFailed, "web:0 ended with exit code 1; see its log.");

        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(1, result.ExitCode);
        Assert.StartsWith("┌────┬", result.Output);
    }

    [Fact]
    public async Task Silence_leaves_errors()
    {
        _daemon.Refuse(ControlContract.Start, ControlErrorCode.NotFound, "There is no such thing.");

        var result = await _run.RunAsync("start", "api.js", "--silent");

        Assert.Equal((1, "", "[apm][ERROR] There is no such thing.\n"), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task An_app_file_starts_its_apps_in_one_request()
    {
        _run.WriteFile("ecosystem.json", """{"apps": [{"script": "a.js", "watch": true}, {"script": "b.js", "namespace": "own", "env_production": {"X": "1"}}]}""");

        var result = await _run.RunAsync("start", "ecosystem.json", "--namespace", "given", "--env", "production");

        var apps = _daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps;
        Assert.Equal([("a.js", "given"), ("b.js", "own")], apps.Select(app => (app.Target, app.Namespace)));
        Assert.Equal("1", apps[1].Environment!["X"]);
        Assert.True(apps[0].Watch);
        Assert.Contains("[apm][WARN] ecosystem.json: apps[0]: Environment [production] is not defined in the app file\n", result.Error);
    }

    [Fact]
    public async Task An_app_file_with_problems_starts_nothing_and_names_them_all()
    {
        _run.WriteFile("ecosystem.json", """{"apps": [{"name": "a"}, {"script": "b.js", "oops": 1}]}""");

        var result = await _run.RunAsync("start", "ecosystem.json");

        Assert.Equal(1, result.ExitCode);
        Assert.Equal(
            "[apm][ERROR] ecosystem.json: line 1: apps[0] (a): no script; add \"script\": \"app.js\"\n"
            + "[apm][ERROR] ecosystem.json: line 1: apps[1]: unknown key 'oops'; remove it (`apm schema` prints the keys that there are)\n",
            result.Error);
        Assert.Empty(_daemon.Requests);
    }

    [Fact]
    public async Task Without_a_target_the_app_file_of_the_directory_is_started()
    {
        _run.WriteFile("ecosystem.json", """[{"script": "a.js"}]""");

        await _run.RunAsync("start");

        Assert.Single(_daemon.Asked(ControlContract.Start, ControlJson.Default.StartRequest).Apps);
    }

    [Fact]
    public async Task A_dash_reads_the_app_file_from_standard_input()
    {
        _run.Input.Write("""{"script": "a.js"}"""u8);
        _run.Input.Position = 0;

        var app = await StartedAsync("-");

        Assert.Equal("a.js", app.Target);
    }

    [Fact]
    public async Task A_restart_without_options_changes_nothing()
    {
        var result = await _run.RunAsync("restart", "web", "api");

        var request = _daemon.Asked(ControlContract.Restart, ControlJson.Default.RestartRequest);
        Assert.Equal(["web", "api"], request.Targets);
        Assert.Null(request.Changes);
        Assert.StartsWith("Use --update-env to update environment variables\n", result.Error);
    }

    [Fact]
    public async Task A_restart_sends_the_options_that_were_given()
    {
        _run.Variables["TOKEN"] = "neu";

        var result = await _run.RunAsync("restart", "web", "--update-env", "--max-restarts", "3", "--", "--port", "81");

        var changes = _daemon.Asked(ControlContract.Restart, ControlJson.Default.RestartRequest).Changes!;
        Assert.Equal(3, changes.MaxRestarts);
        Assert.Equal(["--port", "81"], changes.Arguments);
        Assert.Equal("neu", changes.CallerEnvironment["TOKEN"]);
        Assert.DoesNotContain("Use --update-env", result.Error);
    }
}
