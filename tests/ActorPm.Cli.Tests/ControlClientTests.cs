using ActorPm.Core.Control;

namespace ActorPm.Cli.Tests;

public sealed class ControlClientTests : IDisposable
{
    private readonly CliRun _run = new();
    private readonly FakeDaemon _daemon;

    public ControlClientTests()
    {
        _daemon = _run.StartDaemon();
        _daemon.Answer(ControlContract.Stop, new CommandReply([], [], []), ControlJson.Default.CommandReply);
        _daemon.Held.Add(ControlContract.Stop);
    }

    public void Dispose()
    {
        _daemon.Dispose();
        _run.Dispose();
    }

    [Fact]
    public async Task A_daemon_that_answers_nothing_is_given_up()
    {
        _daemon.Held.Add(ControlContract.Ping);
        _run.Clock = new HastyClock(TimeSpan.FromSeconds(5));

        var result = await _run.RunAsync("stop", "web");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("[apm][ERROR] The daemon has not answered for 60 seconds;", result.Error);
    }

    [Fact]
    public async Task A_daemon_that_works_long_but_lives_is_waited_for()
    {
        _run.Clock = new HastyClock(TimeSpan.FromSeconds(60));
        var running = _run.RunAsync("stop", "web");
        await _daemon.Pinged.Task;

        _daemon.Release();
        var result = await running;

        Assert.Equal(0, result.ExitCode);
    }

    [Fact]
    public async Task A_daemon_that_hangs_up_is_unresponsive()
    {
        _daemon.HungUp.Add(ControlContract.Stop);

        var result = await _run.RunAsync("stop", "web");

        Assert.Equal(5, result.ExitCode);
        Assert.Contains("closed the connection before it had answered", result.Error);
    }

    /// <summary>Long waits end at once.</summary>
    private sealed class HastyClock(TimeSpan shortest) : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime >= shortest ? TimeSpan.Zero : dueTime, period);
    }
}
