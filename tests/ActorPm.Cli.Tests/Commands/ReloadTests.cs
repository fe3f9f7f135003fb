using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests.Commands;

public sealed class ReloadTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly FakeDaemon _daemon;

    public ReloadTests()
    {
        _daemon = _run.StartDaemon();
        foreach (var route in (string[])[ControlContract.Reload, ControlContract.Promote, ControlContract.Rollback])
        {
            _daemon.Answer(route, new CommandReply([], [], []), ControlJson.Default.CommandReply);
        }
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task How_a_reload_goes_is_no_change_of_the_app()
    {
        await _run.RunAsync("reload", "web", "--surge", "25%", "--min-healthy-time", "2s", "--canary", "50%", "--max-memory-restart", "1G");

        var request = _daemon.Asked(ControlContract.Reload, ControlJson.Default.ReloadRequest);
        Assert.Equal(["web"], request.Targets);
        Assert.Equal(new ReloadManner("25%", 50, 2000), request.Manner);
        Assert.Equal(("1G", null, null), (request.Changes!.MaxMemoryRestart, request.Changes.Surge, request.Changes.MinimumHealthyTimeMs));
    }

    [Fact]
    public async Task A_plain_reload_says_nothing_but_its_target()
    {
        await _run.RunAsync("reload", "web");

        var request = _daemon.Asked(ControlContract.Reload, ControlJson.Default.ReloadRequest);
        Assert.Equal((null, null), (request.Changes, request.Manner));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("100%")]
    [InlineData("half")]
    public async Task A_share_that_is_none_is_refused(string share)
    {
        var result = await _run.RunAsync("reload", "web", "--canary", share);

        Assert.Equal((1, $"error: --canary takes a share from 1% to 99%, not '{share}'\n"), (result.ExitCode, result.Error));
        Assert.Empty(_daemon.Requests);
    }

    [Theory]
    [InlineData("promote", ControlContract.Promote)]
    [InlineData("rollback", ControlContract.Rollback)]
    public async Task A_reload_goes_on_or_back(string verb, string route)
    {
        Assert.Equal(0, (await _run.RunAsync(verb, "web")).ExitCode);
        Assert.Equal("web", _daemon.Asked(route, ControlJson.Default.RolloutRequest).Target);
        Assert.Equal(1, (await _run.RunAsync(verb, "web", "api")).ExitCode);
    }
}
