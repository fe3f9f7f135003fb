using System.Text.Json;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.Wire;

namespace ActorPm.Core.Tests.Wire;

public sealed class PreparedAppTests
{
    // As PM2 7.0.4 resolves {script: 'app.js', instances: 2, args: 'a "b c"', stop_exit_codes: [3], …}.
    private const string Prepared =
        """
        {"name":"app","args":["a","b c"],"node_args":["--harmony"],"env":{"A":1,"O":{"x":1},"PATH":"/bin"},"instances":2,"kill_timeout":2000,
         "vizion":true,"autostart":true,"autorestart":true,"stop_exit_codes":3,"exec_mode":"fork_mode","instance_var":"NODE_APP_INSTANCE","pmx":true,
         "automation":true,"treekill":true,"username":"root","windowsHide":true,"kill_retry_time":100,"pm_exec_path":"/srv/app.js","pm_cwd":"/srv",
         "exec_interpreter":"node","pm_out_log_path":"/h/logs/app-out.log","pm_err_log_path":"/h/logs/app-error.log","pm_pid_path":"/h/pids/app.pid","km_link":false}
        """;

    [Fact]
    public void A_prepared_app_is_an_app_of_a_file_with_its_paths_resolved()
    {
        var app = Single(PreparedApp.Read(Parse(Prepared)));

        Assert.Equal(("/srv/app.js", "/srv", "app", "node"), (app.Target, app.Cwd, app.Name, app.Interpreter));
        Assert.Equal(["a", "b c"], app.Arguments!);
        Assert.Equal(["--harmony"], app.InterpreterArguments!);
        Assert.Equal(("2", 2000d), (app.Instances, app.KillTimeoutMs));
        Assert.Equal([3], app.StopExitCodes!);
        Assert.Equal(("/h/logs/app-out.log", "/h/logs/app-error.log"), (app.OutFile, app.ErrorFile));
        Assert.Equal("/bin", app.CallerEnvironment["PATH"]);
        Assert.Equal("1", app.CallerEnvironment["A"]);
        Assert.Equal(WhenRunning.AddInstances, app.IfRunning);
    }

    [Fact]
    public void One_instance_is_what_every_client_says_and_means_none_was_counted() =>
        Assert.Null(Single(PreparedApp.Read(Parse("""{"pm_exec_path":"/bin/true","pm_cwd":"/","name":"x","instances":1,"env":{}}"""))).Instances);

    [Fact]
    public void An_app_without_a_script_is_refused_with_a_sentence() =>
        Assert.Contains("script", Assert.Single(PreparedApp.Read(Parse("""{"name":"x"}""")).Problems), StringComparison.Ordinal);

    [Fact]
    public void A_restart_that_changes_nothing_says_nothing()
    {
        var changes = Single(PreparedApp.ReadChanges(Parse("""{"current_conf":{"env":{},"instance_var":"NODE_APP_INSTANCE","windowsHide":true,"namespace":"default"}}""")));

        Assert.Null(changes.Environment);
        Assert.Null(changes.Namespace);
        Assert.Empty(changes.CallerEnvironment);
    }

    [Fact]
    public void A_restart_brings_variables_and_changed_fields()
    {
        var changes = Single(PreparedApp.ReadChanges(Parse("""{"MODE":"fast","N":2,"updateEnv":true,"current_conf":{"env":{"DEBUG":"1"},"kill_timeout":900,"name":"other"}}""")));

        Assert.Equal(900, changes.KillTimeoutMs);
        Assert.Null(changes.Name);
        Assert.Equal(["DEBUG=1", "MODE=fast", "N=2"], changes.Environment!.Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("null")]
    [InlineData("3")]
    [InlineData("[]")]
    public void Whatever_else_comes_is_no_app_and_no_change(string json)
    {
        Assert.NotEmpty(PreparedApp.Read(Parse(json)).Problems);
        Assert.Null(Single(PreparedApp.ReadChanges(Parse(json))).Environment);
    }

    private static AppRequest Single(EcosystemReading reading)
    {
        Assert.Empty(reading.Problems);
        return Assert.Single(reading.Apps);
    }

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
