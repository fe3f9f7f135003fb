using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

public sealed class ExitSpecs
{
    [Theory(Timeout = 60000)]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(255)]
    public async Task The_exit_code_arrives_with_the_attempt(int code)
    {
        using var box = new Sandbox();

        var (process, observer) = box.Launch(box.Shell($"exit {code}") with { Attempt = 5 });
        var (attempt, status, leftovers) = await observer.ExitedAsync;

        Assert.Equal(5, attempt);
        Assert.Equal(new ExitStatus.Code(code), status);
        Assert.Equal(Leftovers.None, leftovers);
        Assert.True(TestPrograms.IsReaped(process.Pid));
    }

    [Fact(Timeout = 60000)]
    public async Task An_end_by_signal_is_told_with_the_signal()
    {
        using var box = new Sandbox();

        var (_, observer) = box.Launch(box.Shell("kill -SEGV $$"));

        Assert.Equal(new ExitStatus.Signalled(UnixSignal.SIGSEGV), (await observer.ExitedAsync).Status);
    }

    [Fact(Timeout = 60000)]
    public async Task All_that_was_written_is_in_the_file_when_the_end_is_told()
    {
        using var box = new Sandbox();
        for (var run = 0; run < 20; run++)
        {
            var file = $"{box.Home}/run{run}.log";
            var length = 0L;
            var told = new TaskCompletionSource();
            box.Host.Launcher.Launch(
                box.Shell("head -c 200000 /dev/zero; printf end") with { OutFile = file },
                new RecordingObserver { WhenExited = () => { length = new FileInfo(file).Length; told.SetResult(); } });

            await told.Task;

            Assert.Equal(200003, length);
        }
    }

    [Fact(Timeout = 60000)]
    public async Task An_observer_that_takes_over_hears_of_the_end()
    {
        using var box = new Sandbox();
        var order = box.Order("/bin/sleep", "1000");
        var (process, first) = box.Launch(order);
        var second = new RecordingObserver();

        var found = box.Host.Launcher.Find(order.Serial, second);
        found!.SignalMainProcess(UnixSignal.SIGKILL);
        await second.ExitedAsync;

        Assert.Equal(process.Pid, found.Pid);
        Assert.False(first.ExitedAsync.IsCompleted);
        Assert.Null(box.Host.Launcher.Find(order.Serial, second));
    }

    [Fact(Timeout = 60000)]
    public async Task An_observer_that_comes_after_the_end_of_the_main_process_hears_of_it_and_of_the_trees()
    {
        using var box = new Sandbox();
        var order = box.Shell("sleep 1000 & exit 3");
        var (_, first) = box.Launch(order);
        await first.ExitedAsync;
        var second = new RecordingObserver();

        box.Host.Launcher.Find(order.Serial, second)!.KillTree();

        Assert.Equal((1, new ExitStatus.Code(3), Leftovers.Some), await second.ExitedAsync);
        await second.TreeGoneAsync;
    }
}
