namespace ActorPm.EndToEnd.Tests;

/// <summary>Stopped means stopped.</summary>
public sealed class StoppingSpecs
{
    [Fact(Timeout = 60_000)]
    public async Task A_program_that_ignores_the_signal_is_gone_after_its_kill_timeout()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", Programs.TestApp, "--name", "stubborn", "--kill-timeout", "300", "--", "ignore", "SIGINT", "SIGTERM");
        await Until.TrueAsync("it is ready", async () => (await apm.RunAsync("logs", "stubborn", "--nostream", "--raw")).Contains("ready", StringComparison.Ordinal));
        var running = await apm.FindAsync("stubborn");

        await apm.RunAsync("stop", "stubborn");

        Assert.False(ManagedProcess.IsAlive(running.Pid));
        Assert.Equal("stopped", (await apm.FindAsync("stubborn")).Status);
        Assert.Contains("SIGKILL", await apm.RunAsync("describe", "stubborn"), StringComparison.Ordinal);
    }

    [Theory(Timeout = 60_000)]
    [InlineData("stop")]
    [InlineData("delete")]
    public async Task A_program_that_double_forks_leaves_nothing_behind(string verb)
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sh -c '(setsid sleep 987 &) ; (setsid setsid sh -c \"sleep 988 & wait\" &)'; exec sleep 989", "--name", "forker");
        await Until.TrueAsync("all of it runs", () => ManagedProcess.Of(apm.Home).Count >= 4);

        await apm.RunAsync(verb, "forker");

        Assert.Empty(ManagedProcess.Of(apm.Home));
    }

    [Fact(Timeout = 60_000)]
    public async Task Killing_the_daemon_in_order_stops_every_app_and_the_list_stays()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "-i", "3", "--", "1000");
        await apm.RunAsync("start", "sleep", "--name", "two", "--", "1000");
        await apm.RunAsync("stop", "two");

        await apm.RunAsync("kill");

        Assert.Empty(ManagedProcess.Of(apm.Home));
        Assert.False(apm.DaemonRuns);
        await apm.RunAsync("resurrect");
        Assert.Equal(["online", "online", "online", "stopped"], (await apm.ListAsync()).Select(listed => listed.Status));
    }

    [Fact(Timeout = 60_000)]
    public async Task SIGTERM_ends_the_daemon_in_order_and_changes_no_wish()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep", "--name", "one", "--", "1000");
        var daemon = apm.DaemonPid;

        ManagedProcess.Kill(daemon, "TERM");

        await Until.TrueAsync("the daemon has ended", () => !ManagedProcess.IsAlive(daemon));
        Assert.Empty(ManagedProcess.Of(apm.Home));
        await apm.RunAsync("resurrect");
        Assert.Equal("online", (await apm.FindAsync("one")).Status);
    }
}
