namespace ActorPm.Processes.Tests;

public sealed class UsageSpecs
{
    [Fact(Timeout = 60000)]
    public async Task Usage_counts_the_whole_tree_with_orphans_in_other_sessions()
    {
        using var box = new Sandbox();
        var (process, _) = box.Launch(box.Shell("sleep 1000 & (setsid sleep 1000 & echo $!); echo ready; wait"));
        await box.PrintedPidAsync();

        await Until.TrueAsync(() => box.Host.Usage.Read()[process.Serial].Processes == 3);

        Assert.InRange(box.Host.Usage.Read()[process.Serial].MemoryBytes, 1_000_000, 100_000_000);
    }

    [Fact(Timeout = 60000)]
    public async Task Processor_time_grows_with_work()
    {
        using var box = new Sandbox();
        var (process, _) = box.Launch(box.Shell("while :; do :; done"));

        await Until.TrueAsync(() => box.Host.Usage.Read()[process.Serial].CpuTime >= TimeSpan.FromMilliseconds(100));
    }

    [Fact(Timeout = 60000)]
    public async Task An_ended_process_uses_nothing()
    {
        using var box = new Sandbox();
        var (_, observer) = box.Launch(box.Shell("exit 0"));
        await observer.AllGoneAsync();

        Assert.Empty(box.Host.Usage.Read());
    }

    [Fact(Timeout = 60000)]
    public async Task Memory_that_is_held_is_counted()
    {
        using var box = new Sandbox();
        var (process, _) = box.Launch(box.TestApp("leak", "50"));

        await Until.TrueAsync(() => box.Output == "ready\n");

        Assert.True(box.Host.Usage.Read()[process.Serial].MemoryBytes > 50 * 1024 * 1024);
    }
}
