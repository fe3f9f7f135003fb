namespace ActorPm.EndToEnd.Tests;

/// <summary>What bounds an app, from the command line to the kernel and back.</summary>
public sealed class LimitSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task An_app_runs_within_its_limits_also_after_a_restart_with_others()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "exec sleep 1000", "--name", "web", "--limit", "nofile=100:200", "--umask", "0027", "--nice", "5", "--no-new-privs");
        var web = await apm.WaitAsync("web", listed => listed.Status == "online");
        await AssertLimitedAsync(web.Pid, "200", "0027");
        Assert.Contains("100:200", await apm.RunAsync("describe", "web"), StringComparison.Ordinal);

        await apm.RunAsync("restart", "web", "--limit", "nofile=100", "--umask", "default");
        web = await apm.WaitAsync("web", listed => listed.Status == "online" && listed.Pid != web.Pid);
        await AssertLimitedAsync(web.Pid, "100", null);

        var refused = await apm.TryAsync("start", "exec sleep 1000", "--name", "other", "--limit", "nofile=unlimited");
        Assert.NotEqual(0, refused.ExitCode);
        Assert.Contains("The limit nofile may be ", refused.Error, StringComparison.Ordinal);
    }

    private static async Task AssertLimitedAsync(int pid, string hard, string? umask)
    {
        // The trampoline is the app's process already, and becomes its program a moment later.
        await Until.TrueAsync("its program has begun", async () => (await File.ReadAllTextAsync($"/proc/{pid}/comm")).Trim() == "sleep");
        Assert.Contains($"Max open files            100                  {hard} ", await File.ReadAllTextAsync($"/proc/{pid}/limits"), StringComparison.Ordinal);
        var status = await File.ReadAllTextAsync($"/proc/{pid}/status");
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
        Assert.Equal(umask is not null, status.Contains("Umask:\t0027", StringComparison.Ordinal));
    }
}
