using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Processes.Tests;

public sealed class RecordSpecs
{
    private static readonly RestartHistory History = new(3, 1, TimeSpan.FromMilliseconds(150), DateTimeOffset.UnixEpoch);

    [Fact(Timeout = 60000)]
    public async Task A_slot_is_remembered_over_the_death_of_a_daemon()
    {
        using var box = new Sandbox();
        await box.Launch(box.Shell("exit 0") with { Attempt = 4, History = History }).Observer.AllGoneAsync();

        var memory = box.Host.Launcher.Recall(1)!;
        Assert.Equal((4, History, null, new ExitStatus.Code(0)), (memory.Attempt, memory.History, memory.Conclusion, memory.Ending!.Exit));
        box.Host.Launcher.Conclude(1, new SlotMemory(4, History, new SlotConclusion(new ExitStatus.Code(0), null)));
        var after = box.Reopen();
        after.Launcher.AdoptSurvivors();

        Assert.Equal(new SlotConclusion(new ExitStatus.Code(0), null), after.Launcher.Recall(1)!.Conclusion);
    }

    [Theory(Timeout = 60000)]
    [InlineData("mkfifo run/7.json")]
    [InlineData("mkdir run/7.json")]
    [InlineData("ln -s /dev/zero run/7.json")]
    [InlineData("ln -s nowhere run/7.json")]
    [InlineData("truncate -s 1G run/7.json")]
    [InlineData("printf '{\"BootId\":' > run/7.json")]
    [InlineData("printf '{\"BootId\":\"%s\",\"Serial\":7,\"Pid\":1}' $(cat /proc/sys/kernel/random/boot_id) > run/7.json")]
    [InlineData("printf '{\"BootId\":\"%s\",\"Serial\":7,\"Pid\":1,\"Instance\":\"web:0\",\"PidFile\":\"\",\"OutFile\":\"\",\"History\":{}}' $(cat /proc/sys/kernel/random/boot_id) > run/7.json")]
    public async Task What_lies_in_the_place_of_a_record_is_as_good_as_none_and_holds_nobody_up(string command)
    {
        using var box = new Sandbox();
        await box.Launch(box.Shell(command)).Observer.AllGoneAsync();
        var after = box.Reopen();

        await Task.Run(() => Assert.Null(after.Launcher.Recall(7)));
        await Task.Run(() => Assert.Empty(after.Launcher.AdoptSurvivors()));
    }

    [Fact(Timeout = 60000)]
    public async Task A_slot_that_never_ran_can_be_concluded()
    {
        using var box = new Sandbox();
        var memory = new SlotMemory(0, History, new SlotConclusion(new ExitStatus.NotStarted("no such program"), "gave up"));

        await Task.Run(() => box.Host.Launcher.Conclude(9, memory));

        Assert.Equal(memory, box.Host.Launcher.Recall(9));
        Assert.Null(box.Host.Launcher.Recall(10));
    }

    [Fact(Timeout = 60000)]
    public async Task A_process_whose_record_could_not_be_written_is_noted_with_its_memory_and_adopted()
    {
        using var box = new Sandbox();
        await box.Launch(box.Shell("mkdir run/2.json")).Observer.AllGoneAsync();
        var order = box.Order("/bin/sleep", "1000") with { Serial = 2, Attempt = 3, History = History };
        var (process, _) = box.Launch(order);
        Assert.NotNull(process.RecordProblem);
        Directory.Delete($"{box.Home}/run/2.json");

        // As the daemon does before it becomes another program.
        box.Host.Launcher.Conclude(2, new SlotMemory(3, History, null));

        Assert.Equal([new Survivor(2, process.Pid)], box.Reopen().Launcher.AdoptSurvivors());
    }

    [Fact(Timeout = 60000)]
    public async Task A_forgotten_slot_leaves_nothing_behind()
    {
        using var box = new Sandbox();
        await box.Launch(box.Shell("exit 0")).Observer.AllGoneAsync();

        box.Host.Launcher.Forget(1);

        Assert.Equal(["notify.sock"], Directory.GetFileSystemEntries($"{box.Home}/run").Select(Path.GetFileName));
        Assert.Null(box.Host.Launcher.Recall(1));
    }

    [Fact(Timeout = 60000)]
    public async Task A_record_of_another_boot_is_worth_nothing()
    {
        using var box = new Sandbox();
        await box.Launch(box.Shell("exit 0")).Observer.AllGoneAsync();
        var file = $"{box.Home}/run/1.json";
        var boot = File.ReadAllText("/proc/sys/kernel/random/boot_id").Trim();
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace(boot, new string('0', 36), StringComparison.Ordinal));

        Assert.Null(box.Host.Launcher.Recall(1));
        box.Reopen().Launcher.AdoptSurvivors();

        Assert.False(File.Exists(file));
    }

    [Fact(Timeout = 60000)]
    public async Task A_torn_record_is_no_record()
    {
        using var box = new Sandbox();
        var (process, _) = box.Launch(box.Order("/bin/sleep", "1000"));
        await File.WriteAllTextAsync($"{box.Home}/run/1.json", "{\"BootId\":\"");

        var survivors = box.Reopen().Launcher.AdoptSurvivors();

        Assert.Empty(survivors);
        Assert.Null(box.Host.Launcher.Recall(1));
        Assert.False(TestPrograms.IsAlive(process.Pid));
    }
}
