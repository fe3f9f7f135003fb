using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class NoDaemonTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    private string Notice => $"No daemon runs for {_run.Home}; start one with `apm start …` or `apm resurrect`.\n";

    [Theory]
    [InlineData("list", "┌────┬")]
    [InlineData("jlist", "[]")]
    public async Task Where_nothing_was_ever_started_the_list_is_empty_and_that_is_no_error(string verb, string output)
    {
        var result = await _run.RunAsync(verb);

        Assert.Equal((0, "[apm] " + Notice), (result.ExitCode, result.Error));
        Assert.StartsWith(output, result.Output);
        Assert.False(Directory.Exists(_run.Home));
    }

    [Theory]
    [InlineData("list")]
    [InlineData("jlist")]
    public async Task Where_apps_may_run_unsupervised_a_list_is_an_error(string verb)
    {
        _run.WriteJournal();

        var result = await _run.RunAsync(verb);

        Assert.Equal((3, "[apm] " + Notice), (result.ExitCode, result.Error));
        Assert.Equal(["state.db"], Directory.GetFileSystemEntries(_run.Home).Select(Path.GetFileName));
    }

    [Theory]
    [InlineData("describe web")]
    [InlineData("pid")]
    [InlineData("id web")]
    [InlineData("logs")]
    [InlineData("ping")]
    public async Task Other_questions_need_a_daemon_and_start_none(string words)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((3, "", "[apm][ERROR] " + Notice), (result.ExitCode, result.Output, result.Error));
        Assert.False(Directory.Exists(_run.Home));
    }

    [Fact]
    public async Task Kill_has_nothing_to_stop()
    {
        _run.WriteJournal();

        var result = await _run.RunAsync("kill");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("No daemon runs for", result.Error);
    }

    [Theory]
    [InlineData("stop web")]
    [InlineData("restart web")]
    [InlineData("delete all")]
    [InlineData("scale web 2")]
    [InlineData("reset web")]
    public async Task Where_nothing_was_ever_started_nothing_can_be_changed(string words)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((1, ""), (result.ExitCode, result.Output));
        Assert.Contains("not found: nothing was ever started in", result.Error);
        Assert.False(Directory.Exists(_run.Home));
    }

    [Fact]
    public async Task A_socket_that_nobody_listens_on_is_no_daemon()
    {
        using (_run.StartDaemon())
        {
        }

        File.WriteAllBytes(_run.SocketPath + ".other", []);
        var result = await _run.RunAsync("ping");

        Assert.Equal(3, result.ExitCode);
    }

    [Fact]
    public async Task Called_as_pm2_the_home_is_pm2s()
    {
        _run.ProgramName = "pm2";

        var result = await _run.RunAsync("list");

        Assert.Contains($"No daemon runs for {_run.Variables["HOME"]}/.pm2;", result.Error);
        _run.Variables["PM2_HOME"] = _run.Home;
        Assert.Contains($"No daemon runs for {_run.Home};", (await _run.RunAsync("list")).Error);
    }

    [Fact]
    public async Task Without_a_variable_the_home_is_below_the_users_own()
    {
        _run.Variables.Remove("APM_HOME");

        var result = await _run.RunAsync("list");

        Assert.Contains($"No daemon runs for {_run.Variables["HOME"]}/.apm;", result.Error);
    }

    [Fact]
    public async Task A_missing_daemon_program_is_named_with_its_cure()
    {
        var result = await _run.RunAsync("start", "api.js");

        Assert.Equal(4, result.ExitCode);
        Assert.Contains($"{_run.Variables["HOME"]}/apmd does not exist; install it beside apm, or name it in APM_DAEMON.", result.Error);
    }
}
