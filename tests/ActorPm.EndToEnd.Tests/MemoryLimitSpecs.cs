namespace ActorPm.EndToEnd.Tests;

/// <summary>Real programs that hold more memory than they may.</summary>
public sealed class MemoryLimitSpecs
{
    [Fact(Timeout = 120_000)]
    public async Task A_tree_above_its_limit_is_restarted_and_others_are_left_alone()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "exec sleep 1000", "--name", "modest", "--max-memory-restart", "1G");
        // The shell is small; what it started is not.
        await apm.RunAsync("start", $"'{Programs.TestApp}' leak 300 & wait", "--name", "greedy", "--max-memory-restart", "200M");

        await apm.WaitAsync("greedy", now => now is { Status: "online", Restarts: > 0 });

        Assert.Equal(0, (await apm.FindAsync("modest")).Restarts);
        Assert.Matches("greedy.* is restarted because its memory \\d+\\.\\d MB exceeded the limit of 200.0 MB", apm.DaemonLog());
    }

    [Fact(Timeout = 120_000)]
    public async Task A_limit_that_is_no_amount_is_refused()
    {
        await using var apm = new Apm();

        var (exitCode, _, error) = await apm.TryAsync("start", "exec sleep 1000", "--max-memory-restart", "80MB");

        Assert.Equal(1, exitCode);
        Assert.Contains("'80MB' is not an amount of memory", error, StringComparison.Ordinal);
    }
}
