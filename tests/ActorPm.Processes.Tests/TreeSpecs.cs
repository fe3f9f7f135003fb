using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

public sealed class TreeSpecs
{
    [Theory(Timeout = 60000)]
    [InlineData(CgroupUse.Never)]
    [InlineData(CgroupUse.WhenWritable)]
    public async Task A_daemonised_grandchild_in_a_session_of_its_own_is_killed_with_the_tree(CgroupUse cgroups)
    {
        using var box = new Sandbox(cgroups);
        var (process, observer) = box.Launch(box.Shell("(setsid sleep 1000 & echo $!); echo done; exec sleep 1000"));
        var grandchild = await box.PrintedPidAsync();

        process.KillTree();
        await observer.AllGoneAsync();

        Assert.False(TestPrograms.IsAlive(grandchild));
        Assert.False(TestPrograms.IsAlive(process.Pid));
        await Until.TrueAsync(() => TestPrograms.IsReaped(grandchild) && TestPrograms.IsReaped(process.Pid));
    }

    [Fact(Timeout = 60000)]
    public async Task A_daemon_with_a_cleared_environment_is_known_by_what_was_seen_of_it_before()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Shell(
            "sh -c 'env -i setsid sleep 1000 & echo $!; until [ -e go ]; do sleep 0.01; done' & wait; exec sleep 1000"));
        var daemon = await box.PrintedPidAsync();
        await Until.TrueAsync(() => TestPrograms.Environ(daemon).Length == 0);

        var usage = box.Host.Usage.Read();
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await Until.TrueAsync(() => TestPrograms.Parent(daemon) == Environment.ProcessId);
        process.KillTree();
        await observer.AllGoneAsync();

        Assert.True(usage[process.Serial].Processes >= 3);
        Assert.True(TestPrograms.IsReaped(daemon));
    }

    [Fact(Timeout = 60000)]
    public async Task What_a_signal_reached_stays_in_the_tree_when_the_main_process_ends()
    {
        using var box = new Sandbox();

        // What a shell starts in the background ignores SIGINT.
        var (process, observer) = box.Launch(box.Shell("setsid env -i sleep 1000 & echo $!; exec sleep 1000"));
        var daemon = await box.PrintedPidAsync();
        await Until.TrueAsync(() => TestPrograms.Name(daemon) == "sleep" && TestPrograms.Name(process.Pid) == "sleep");

        process.SignalTree(UnixSignal.SIGINT);
        var end = await observer.ExitedAsync;
        var outlived = TestPrograms.IsAlive(daemon);
        TestPrograms.KillIf(end.Leftovers == Leftovers.None, daemon);
        process.KillTree();

        Assert.Equal(Leftovers.Some, end.Leftovers);
        Assert.True(outlived);
        await observer.TreeGoneAsync;
        Assert.True(TestPrograms.IsReaped(daemon));
    }

    [Fact(Timeout = 60000)]
    public async Task What_a_member_forks_after_a_signal_belongs_to_the_tree_by_its_session()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Shell(
            "setsid env -i sh -c 'echo $$; until [ -e go ]; do sleep 0.01; done; sleep 1000 & echo $!' & exec sleep 1000"));
        var daemon = await box.PrintedPidAsync();
        await Until.TrueAsync(() => TestPrograms.Name(process.Pid) == "sleep");

        process.SignalTree(UnixSignal.SIGINT);
        var end = await observer.ExitedAsync;
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        var child = await box.PrintedPidAsync(1);
        await Until.TrueAsync(() => TestPrograms.IsReaped(daemon));
        process.KillTree();
        await Until.TrueAsync(() => observer.TreeGoneAsync.IsCompleted);
        var outlived = TestPrograms.IsAlive(child);
        TestPrograms.KillIf(outlived, child);

        Assert.Equal(Leftovers.Some, end.Leftovers);
        Assert.False(outlived);
    }

    [Fact(Timeout = 60000)]
    public async Task A_tree_that_ends_by_a_signal_as_a_whole_leaves_nothing_to_watch()
    {
        using var box = new Sandbox();
        var (process, observer) = box.Launch(box.Shell("sleep 1000 & sleep 1000 & echo ready; wait; wait"));
        await Until.TrueAsync(() => box.Output == "ready\n");

        process.SignalTree(UnixSignal.SIGTERM);
        await observer.AllGoneAsync();

        Assert.Empty(TestPrograms.MarkedWith(box.Home));
        Assert.Null(box.Host.Launcher.Find(process.Serial, new RecordingObserver()));
    }

    [Fact(Timeout = 60000)]
    public async Task A_daemon_with_a_cleared_environment_is_known_by_its_cgroup()
    {
        using var box = new Sandbox(CgroupUse.WhenWritable);
        if (!CgroupFound())
        {
            return;
        }

        // It forks only when it is in its group.
        var (process, observer) = box.Launch(box.Shell("until grep -q actorpm- /proc/self/cgroup; do sleep 0.01; done; (env -i setsid sleep 1000 & echo $!); exec sleep 1000"));
        var daemon = await box.PrintedPidAsync();
        await Until.TrueAsync(() => TestPrograms.Environ(daemon).Length == 0);

        process.KillTree();
        await observer.AllGoneAsync();

        Assert.True(TestPrograms.IsReaped(daemon));
    }

    [Theory(Timeout = 60000)]
    [InlineData(CgroupUse.Never)]
    [InlineData(CgroupUse.WhenWritable)]
    public async Task A_fork_bomb_loses_the_race(CgroupUse cgroups)
    {
        using var box = new Sandbox(cgroups);

        // Each of the generations forks on its own, in sessions of their own, until the limit of the shell's own counter.
        const string Bomb = "bomb() { n=$1; echo x; while [ $n -gt 0 ]; do n=$((n-1)); (bomb $n) & done; sleep 1000; }; bomb 7";
        var (process, observer) = box.Launch(box.Shell(Bomb));
        await Until.TrueAsync(() => box.Output.Length > 20);

        process.KillTree();
        await observer.AllGoneAsync();

        Assert.Empty(TestPrograms.MarkedWith(box.Home));
    }

    [Fact(Timeout = 60000)]
    public async Task Orphans_that_end_leave_no_zombies()
    {
        using var box = new Sandbox();
        var (_, observer) = box.Launch(box.Shell("(sleep 0.1 & echo $!); (setsid sleep 0.2 & echo $!); exec sleep 1000"));
        var first = await box.PrintedPidAsync(0);
        var second = await box.PrintedPidAsync(1);

        await Until.TrueAsync(() => TestPrograms.IsReaped(first) && TestPrograms.IsReaped(second));

        Assert.False(observer.ExitedAsync.IsCompleted);
    }

    [Fact(Timeout = 60000)]
    public async Task The_groups_of_ended_trees_are_removed()
    {
        using var box = new Sandbox(CgroupUse.WhenWritable);
        if (!CgroupFound())
        {
            return;
        }

        var (process, observer) = box.Launch(box.Shell("until grep -q actorpm- /proc/self/cgroup; do sleep 0.01; done; cut -d: -f3 /proc/self/cgroup; exec sleep 1000"));
        await Until.TrueAsync(() => box.Output.Contains("actorpm-", StringComparison.Ordinal));
        var group = box.Output.Split('\n').Single(line => line.Contains("actorpm-", StringComparison.Ordinal));

        process.KillTree();
        await observer.AllGoneAsync();

        var home = Path.GetFileName(Path.GetDirectoryName(group))!;
        var options = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true };
        await Until.TrueAsync(() => Directory.EnumerateDirectories("/sys/fs/cgroup", home, options).All(path => Directory.GetDirectories(path).Length == 0));
    }

    private static bool CgroupFound() => Trees.Cgroups.Find("/probe") is { } groups && Close(groups);

    private static bool Close(IDisposable groups)
    {
        groups.Dispose();
        return true;
    }
}
