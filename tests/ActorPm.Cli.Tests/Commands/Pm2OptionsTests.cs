using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class Pm2OptionsTests : IDisposable
{
    private readonly CliRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("jlist --name x -i 4 --watch --no-vizion --env production")]
    [InlineData("jlist --max-memory-restart 100M -l --trace -u me --sort name")]
    [InlineData("--name list jlist")]
    [InlineData("-p file --only web jlist -a")]
    public async Task Every_verb_takes_the_options_that_PM2_takes_everywhere(string words)
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.Jlist, "[]");

        var result = await _run.RunAsync(words.Split(' '));

        Assert.Equal((0, "[]", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Fact]
    public async Task A_note_says_when_PM2_would_have_done_something()
    {
        using var daemon = _run.StartDaemon().Answer(ControlContract.Stop, new CommandReply([Views.View()], [], []), ControlJson.Default.CommandReply);

        var result = await _run.RunAsync("stop", "web", "--only", "web", "--no-vizion");

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("[apm][WARN] --only has no effect on stop here.\n", result.Error);
        Assert.DoesNotContain("vizion", result.Error);
    }

    [Fact]
    public async Task They_are_no_part_of_a_verbs_help()
    {
        var result = await _run.RunAsync("jlist", "--help");

        Assert.DoesNotContain("--watch", result.Output);
    }

    [Fact]
    public async Task A_verbs_own_option_wins()
    {
        using var daemon = _run.StartDaemon();

        var result = await _run.RunAsync("list", "--sort", "colour");

        Assert.Contains("--sort 'colour' is not a field", result.Error);
    }
}
