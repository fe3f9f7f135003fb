namespace ActorPm.EndToEnd.Tests;

/// <summary>Apps that stand together: one waits for another, and what the crash of one means for the others of its namespace.</summary>
public sealed class TogetherSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task Apps_of_a_HOCON_file_wait_for_what_they_depend_on_and_are_restarted_as_their_group_says()
    {
        await using var apm = new Apm();
        var go = Path.Combine(apm.Work, "go");
        var file = Path.Combine(apm.Work, "apps.conf");
        await File.WriteAllTextAsync(file, $$"""
            groups { shop { strategy = rest_for_one, intensity = 2, period = 10m } }
            apps {
              db { script = "exec sleep 1000", namespace = shop }
              web { script = "exec sleep 1001", namespace = shop, depends_on { db = started, migrate = completed } }
              migrate { script = "until [ -e {{go}} ]; do sleep 0.05; done", namespace = other, restart = never, depends_on = ["db"] }
            }
            """);

        var started = await apm.TryAsync("start", file);
        Assert.Equal(0, started.ExitCode);
        Assert.Contains("[web](1) … It waits for ", started.Error, StringComparison.Ordinal);
        await Until.TrueAsync(
            "web waits for the one that is left",
            async () => (await apm.RunAsync("why", "web")).Contains("as soon as it need not wait any longer for migrate to end with exit code 0; it ", StringComparison.Ordinal));
        Assert.Contains("db:started migrate:completed", await apm.RunAsync("describe", "web"), StringComparison.Ordinal);
        await File.WriteAllTextAsync(go, "");
        var web = await apm.WaitAsync("web", listed => listed.Status == "online");
        var db = await apm.FindAsync("db");

        // Behind db on the list, so it goes with it; not the other way round.
        ManagedProcess.Kill(db.Pid);
        var after = await apm.WaitAsync("web", listed => listed.Status == "online" && listed.Pid != web.Pid);
        db = await apm.WaitAsync("db", listed => listed.Status == "online" && listed.Pid != db.Pid);
        Assert.Contains("db of its group crashed (rest_for_one)", await apm.RunAsync("why", "web"), StringComparison.Ordinal);
        ManagedProcess.Kill(after.Pid);
        after = await apm.WaitAsync("web", listed => listed.Status == "online" && listed.Pid != after.Pid);
        Assert.Equal(db.Pid, (await apm.FindAsync("db")).Pid);

        // The third crash is one too many.
        ManagedProcess.Kill(after.Pid);
        await apm.WaitAsync("db", listed => listed.Status == "errored");
        await apm.WaitAsync("web", listed => listed.Status == "errored");
        Assert.Contains("crashed more than 2 times within 600 s (group_intensity)", await apm.RunAsync("describe", "db"), StringComparison.Ordinal);
        Assert.Equal("stopped", (await apm.FindAsync("migrate")).Status);
    }
}
