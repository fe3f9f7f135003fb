namespace ActorPm.EndToEnd.Tests;

/// <summary>PM2's verbs for which there is nothing to do: one sentence, no daemon, no phone call.</summary>
public sealed class NoticeSpecs
{
    [Theory(Timeout = 60_000)]
    [InlineData("plus")]
    [InlineData("register")]
    [InlineData("login")]
    [InlineData("logout")]
    [InlineData("link secret public machine")]
    [InlineData("unlink")]
    [InlineData("open")]
    [InlineData("monitor web")]
    [InlineData("unmonitor web")]
    [InlineData("autoinstall")]
    [InlineData("uninstall-otel")]
    [InlineData("install pm2-logrotate")]
    public async Task A_verb_without_anything_to_do_says_so_and_succeeds(string command) => await AssertOneSentenceAsync(command, exitCode: 0);

    [Theory(Timeout = 60_000)]
    [InlineData("deepUpdate")]
    [InlineData("create")]
    [InlineData("install some-module")]
    [InlineData("module:install some-module")]
    [InlineData("uninstall some-module")]
    [InlineData("module:uninstall some-module")]
    [InlineData("module:update some-module")]
    [InlineData("module:generate name")]
    [InlineData("package")]
    [InlineData("publish")]
    [InlineData("module:publish")]
    [InlineData("install-otel")]
    [InlineData("profile:cpu")]
    [InlineData("profile:mem")]
    public async Task A_verb_whose_work_is_not_done_says_what_to_do_instead(string command) => await AssertOneSentenceAsync(command, exitCode: 1);

    private static async Task AssertOneSentenceAsync(string command, int exitCode)
    {
        await using var apm = new Apm();

        var result = await apm.TryAsync(command.Split(' '));

        Assert.Equal((exitCode, ""), (result.ExitCode, result.Out));
        Assert.Single(result.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.False(Directory.Exists(apm.Home));
    }
}
