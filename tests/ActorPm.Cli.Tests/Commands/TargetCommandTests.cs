using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class TargetCommandTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly FakeDaemon _daemon;

    public TargetCommandTests()
    {
        _daemon = _run.StartDaemon();
        var reply = new CommandReply([Views.View()], ["old:0 (id 7)"], []);
        foreach (var route in (string[])[ControlContract.Stop, ControlContract.Delete, ControlContract.Reset, ControlContract.Scale])
        {
            _daemon.Answer(route, reply, ControlJson.Default.CommandReply);
        }
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _run.Dispose();
    }

    [Theory]
    [InlineData("stop", ControlContract.Stop)]
    [InlineData("delete", ControlContract.Delete)]
    [InlineData("del", ControlContract.Delete)]
    [InlineData("reset", ControlContract.Reset)]
    public async Task All_targets_go_in_one_request(string verb, string route)
    {
        var result = await _run.RunAsync(verb, "web", "7", "/api-.*/");

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(["web", "7", "/api-.*/"], _daemon.Asked(route, ControlJson.Default.TargetRequest).Targets);
        Assert.EndsWith("[apm] [old:0 (id 7)] removed ✓\n[apm] [web](0) ✓\n", result.Error);
        Assert.StartsWith("┌────┬", result.Output);
    }

    [Fact]
    public async Task A_word_after_the_dashes_is_a_target_whatever_it_looks_like()
    {
        await _run.RunAsync("stop", "--", "-odd");

        Assert.Equal(["-odd"], _daemon.Asked(ControlContract.Stop, ControlJson.Default.TargetRequest).Targets);
    }

    [Fact]
    public async Task An_app_file_stands_for_the_names_of_its_apps()
    {
        _run.WriteFile("ecosystem.json", """[{"script": "srv/a.js"}, {"script": "b.js", "name": "bee"}]""");

        await _run.RunAsync("stop", "ecosystem.json");

        Assert.Equal(["a", "bee"], _daemon.Asked(ControlContract.Stop, ControlJson.Default.TargetRequest).Targets);
    }

    [Theory]
    [InlineData("scale web 4", "4")]
    [InlineData("scale web +2", "+2")]
    [InlineData("scale web -1", "-1")]
    [InlineData("scale web -- -1", "-1")]
    [InlineData("scale -s web -1", "-1")]
    public async Task Scale_takes_a_number_a_plus_and_a_minus(string words, string count)
    {
        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(new ScaleRequest("web", count), _daemon.Asked(ControlContract.Scale, ControlJson.Default.ScaleRequest));
    }

    [Fact]
    public async Task An_unknown_target_is_an_error()
    {
        _daemon.Refuse(ControlContract.Stop, ControlErrorCode.NotFound, "Process or Namespace nope not found; `apm list` shows all.");

        var result = await _run.RunAsync("stop", "nope");

        Assert.Equal(1, result.ExitCode);
        Assert.EndsWith("[apm][ERROR] Process or Namespace nope not found; `apm list` shows all.\n", result.Error);
    }

    [Fact]
    public async Task Flush_names_the_files_that_it_emptied()
    {
        _daemon.Answer(ControlContract.Flush, new FlushReply(["/logs/web-out.log"]), ControlJson.Default.FlushReply);

        var result = await _run.RunAsync("flush");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal("[apm] Flushing:\n[apm] /logs/web-out.log\n[apm] Logs flushed\n", result.Error);
        Assert.Empty(_daemon.Asked(ControlContract.Flush, ControlJson.Default.TargetRequest).Targets);
    }

    [Fact]
    public async Task Kill_shuts_down_and_waits_until_the_daemon_is_gone()
    {
        var result = await _run.RunAsync("kill");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Equal([ControlContract.Ping, ControlContract.Shutdown], _daemon.Requests.Select(request => request.Route));
        Assert.Equal("[apm] [v] All Applications Stopped\n[apm] [v] Daemon Stopped\n", result.Error);
    }

    [Theory]
    [InlineData("save")]
    [InlineData("dump --force")]
    public async Task Save_writes_the_checkpoint(string words)
    {
        _daemon.Answer(ControlContract.Save, new SaveReply("/home/me/.apm/dump.pm2", 3), ControlJson.Default.SaveReply);

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("Successfully saved in /home/me/.apm/dump.pm2", result.Error);
        Assert.Equal(words.EndsWith("--force", StringComparison.Ordinal), _daemon.Asked(ControlContract.Save, ControlJson.Default.SaveRequest).Force);
    }

    [Fact]
    public async Task An_empty_list_is_saved_by_force_only()
    {
        _daemon.Answer(ControlContract.Save, new SaveReply("/x/dump.pm2", 0), ControlJson.Default.SaveReply);

        var result = await _run.RunAsync("save");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("skipping save", result.Error);
        Assert.DoesNotContain("Successfully", result.Error);
    }

    [Fact]
    public async Task Resurrect_says_from_where()
    {
        _daemon.Answer(ControlContract.Resurrect, new CommandReply([], [], []), ControlJson.Default.CommandReply);

        await _run.RunAsync("resurrect", "--from", "/home/me/.pm2");

        Assert.Equal("/home/me/.pm2", _daemon.Asked(ControlContract.Resurrect, ControlJson.Default.ResurrectRequest).From);
    }
}
