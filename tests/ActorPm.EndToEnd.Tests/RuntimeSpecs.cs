namespace ActorPm.EndToEnd.Tests;

/// <summary><c>apm runtime</c> and <c>apm dev</c>: apps in the foreground.</summary>
public sealed class RuntimeSpecs
{
    [Theory(Timeout = 60_000)]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Output_is_shown_until_a_signal_ends_the_apps_and_the_daemon_with_0(string signal)
    {
        await using var apm = new Apm();
        using var runtime = apm.Start("runtime", "start", "echo hello; exec sleep 1000", "--name", "web");
        Assert.Equal("hello", await runtime.StandardOutput.ReadLineAsync());
        await apm.WaitAsync("web", now => now.Status == "online");
        var app = await apm.FindAsync("web");

        ManagedProcess.Kill(runtime.Id, signal);
        await runtime.WaitForExitAsync();

        Assert.Equal(0, runtime.ExitCode);
        Assert.False(ManagedProcess.IsAlive(app.Pid));
        Assert.False(apm.DaemonRuns);
    }

    [Fact(Timeout = 60_000)]
    public async Task Apps_and_a_daemon_that_were_there_before_stay()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "other");
        var before = await apm.FindAsync("other");
        using var runtime = apm.Start("runtime", "echo hello; exec sleep 1000", "--name", "web");
        Assert.Equal("hello", await runtime.StandardOutput.ReadLineAsync());
        await Until.TrueAsync("both are online", async () => (await apm.ListAsync()).Count(listed => listed.Status == "online") == 2);

        ManagedProcess.Kill(runtime.Id, "TERM");
        await runtime.WaitForExitAsync();

        Assert.Equal(0, runtime.ExitCode);
        Assert.Equal(before, Assert.Single(await apm.ListAsync()));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_daemon_that_is_killed_is_replaced_and_the_app_goes_on()
    {
        await using var apm = new Apm();
        using var runtime = apm.Start("runtime", "while :; do echo tick; sleep 0.2; done", "--name", "web");
        Assert.Equal("tick", await runtime.StandardOutput.ReadLineAsync());
        await apm.WaitAsync("web", now => now.Status == "online");
        var app = await apm.FindAsync("web");

        await apm.KillDaemonAsync();
        await Until.TrueAsync("another daemon answers", async () => (await apm.TryAsync("jlist")).ExitCode == 0);

        await apm.WaitAsync("web", now => now.Status == "online");
        Assert.Equal(app.Pid, (await apm.FindAsync("web")).Pid);
        ManagedProcess.Kill(runtime.Id, "TERM");
        await runtime.WaitForExitAsync();
        Assert.Equal(0, runtime.ExitCode);
    }

    [Fact(Timeout = 60_000)]
    public async Task It_ends_with_2_when_no_app_is_left_and_with_1_when_there_is_none_to_start()
    {
        await using var apm = new Apm();

        Assert.Equal(2, (await apm.TryAsync("runtime", "exit 3", "--no-autorestart")).ExitCode);
        var missing = await apm.TryAsync("runtime", "missing.js");

        Assert.Equal(1, missing.ExitCode);
        Assert.Contains("missing.js", missing.Error, StringComparison.Ordinal);
        Assert.False(apm.DaemonRuns);
    }

    [Fact(Timeout = 60_000)]
    public async Task Development_restarts_on_changes_in_a_home_that_is_gone_afterwards()
    {
        await using var apm = new Apm();
        apm.With("HOME", apm.Work);
        var work = Directory.CreateDirectory(Path.Combine(apm.Work, "src")).FullName;
        await File.WriteAllTextAsync(Path.Combine(work, "app.sh"), "echo started; exec sleep 1000");
        using var develops = apm.Start("dev", Path.Combine(work, "app.sh"), "--cwd", work, "--raw");
        Assert.Equal("started", await develops.StandardOutput.ReadLineAsync());

        // A watch that is just being set up may miss the first change.
        var again = develops.StandardOutput.ReadLineAsync();
        await Until.TrueAsync("it was restarted", async () =>
        {
            await File.WriteAllTextAsync(Path.Combine(work, "more.txt"), Guid.NewGuid().ToString());
            return await Task.WhenAny(again, Task.Delay(1000)) == again;
        });

        Assert.Equal("started", await again);
        ManagedProcess.Kill(develops.Id, "INT");
        await develops.WaitForExitAsync();
        Assert.Equal(0, develops.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(apm.Work, ".apm-dev")));
    }
}
