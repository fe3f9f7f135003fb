namespace ActorPm.EndToEnd.Tests;

/// <summary>Real programs that are restarted by the calendar.</summary>
public sealed class CronSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task What_runs_is_restarted_again_and_again_and_what_was_stopped_is_not_revived()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "exec sleep 1000", "--name", "resting", "--cron-restart", "*/1 * * * * *");
        await apm.WaitAsync("resting", now => now.Restarts > 0);
        await apm.RunAsync("stop", "resting");
        var stopped = await apm.FindAsync("resting");

        await apm.RunAsync("start", "exec sleep 1000", "--name", "ticking", "--cron", "*/1 * * * * *");
        await apm.WaitAsync("ticking", now => now is { Status: "online", Restarts: >= 3 });

        var after = await apm.FindAsync("resting");
        Assert.Equal(("stopped", stopped.Restarts), (after.Status, after.Restarts));
        Assert.Contains("ticking:0 is restarted because its schedule '*/1 * * * * *' said so", apm.DaemonLog().Replace("\"", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_schedule_is_taken_back_by_0()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "exec sleep 1000", "--name", "calm", "--cron", "*/1 * * * * *");
        await apm.WaitAsync("calm", now => now.Restarts > 0);
        await apm.RunAsync("restart", "calm", "--cron-restart", "0");
        var before = await apm.FindAsync("calm");

        await apm.RunAsync("start", "exec sleep 1000", "--name", "ticking", "--cron", "*/1 * * * * *");
        await apm.WaitAsync("ticking", now => now.Restarts >= 3);

        Assert.Equal(before, await apm.FindAsync("calm"));
    }
}
