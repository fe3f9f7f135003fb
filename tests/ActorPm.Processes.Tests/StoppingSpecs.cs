using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

public sealed class StoppingSpecs
{
    [Fact(Timeout = 60000)]
    public async Task A_signal_reaches_the_whole_tree()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Shell("sh -c 'echo $$; sleep 1000 & echo $!; wait' & wait"));
        var child = await box.PrintedPidAsync(0);
        var grandchild = await box.PrintedPidAsync(1);

        process.SignalTree(UnixSignal.SIGTERM);
        await observer.AllGoneAsync();

        Assert.False(TestPrograms.IsAlive(child));
        Assert.False(TestPrograms.IsAlive(grandchild));
    }

    [Fact(Timeout = 60000)]
    public async Task A_signal_to_the_main_process_leaves_its_children_alone()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Shell("sleep 1000 & echo $!; wait"));
        var child = await box.PrintedPidAsync();

        process.SignalMainProcess(UnixSignal.SIGTERM);
        var end = await observer.ExitedAsync;

        Assert.Equal(Leftovers.Some, end.Leftovers);
        Assert.True(TestPrograms.IsAlive(child));
        process.KillTree();
        await observer.TreeGoneAsync;
        Assert.True(TestPrograms.IsReaped(child));
    }

    [Fact(Timeout = 60000)]
    public async Task A_process_that_ignores_signals_is_killed()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Shell("trap '' TERM INT; echo $$; while :; do sleep 1000; done"));
        await box.PrintedPidAsync();

        process.SignalMainProcess(UnixSignal.SIGTERM);
        process.SignalMainProcess(UnixSignal.SIGINT);
        Assert.True(TestPrograms.IsAlive(process.Pid));
        process.KillTree();

        Assert.Equal(new ExitStatus.Signalled(UnixSignal.SIGKILL), (await observer.ExitedAsync).Status);
    }

    [Fact(Timeout = 60000)]
    public async Task Released_descendants_live_on_and_free_the_slot()
    {
        using var box = new Sandbox();
        var order = box.Shell("sleep 1000 & echo $!; exit 0");
        var (process, observer) = box.Launch(order);
        var child = await box.PrintedPidAsync();
        Assert.Equal(Leftovers.Some, (await observer.ExitedAsync).Leftovers);

        process.Release();
        var second = box.Launch(order with { Attempt = 2, OutFile = null });
        await second.Observer.ExitedAsync;
        second.Process.KillTree();
        await second.Observer.AllGoneAsync();

        Assert.True(TestPrograms.IsAlive(child));
        Assert.False(observer.TreeGoneAsync.IsCompleted);
    }

    [Fact(Timeout = 60000)]
    public async Task The_tree_is_gone_when_its_last_member_ends_by_itself()
    {
        using var box = new Sandbox();
        var (_, observer) = box.Launch(box.Shell("(sleep 0.3; sleep 0.3) & exit 0"));

        Assert.Equal(Leftovers.Some, (await observer.ExitedAsync).Leftovers);
        await observer.TreeGoneAsync;

        Assert.Empty(TestPrograms.MarkedWith(box.Home));
    }
}
