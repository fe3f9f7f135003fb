using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

public sealed class CommandSpecs
{
    private static readonly TimeSpan _long = TimeSpan.FromSeconds(30);

    [Fact(Timeout = 60000)]
    public async Task A_command_is_awaited_and_its_exit_code_told()
    {
        using var box = new Sandbox();

        Assert.Equal(new ExitStatus.Code(0), await box.Host.Commands.RunAsync(Shell(box, "test \"$WORD\" = hello && test $(pwd) = " + box.Home), _long, CancellationToken.None));
        Assert.Equal(new ExitStatus.Code(7), await box.Host.Commands.RunAsync(Shell(box, "exit 7"), _long, CancellationToken.None));
        Assert.Empty(Directory.GetFiles($"{box.Home}/run", "*.json"));
    }

    [Fact(Timeout = 60000)]
    public async Task One_that_hangs_is_killed_with_its_whole_tree_when_its_time_is_up()
    {
        using var box = new Sandbox();
        var pids = $"{box.Home}/pids.txt";

        var end = await box.Host.Commands.RunAsync(
            Shell(box, $"echo $$ > {pids}; setsid sleep 1000 & echo $! >> {pids}; sh -c 'trap \"\" TERM; sleep 1000' & echo $! >> {pids}; wait"),
            TimeSpan.FromMilliseconds(500), CancellationToken.None);

        Assert.Null(end);
        var started = File.ReadAllLines(pids).Select(int.Parse).ToList();
        Assert.Equal(3, started.Count);
        Assert.All(started, pid => Assert.False(TestPrograms.IsAlive(pid)));
    }

    [Fact(Timeout = 60000)]
    public async Task What_a_command_leaves_behind_does_not_outlive_it()
    {
        using var box = new Sandbox();
        var pids = $"{box.Home}/pids.txt";

        var end = await box.Host.Commands.RunAsync(Shell(box, $"sleep 1000 & echo $! > {pids}"), _long, CancellationToken.None);

        Assert.Equal(new ExitStatus.Code(0), end);
        Assert.False(TestPrograms.IsAlive(int.Parse(File.ReadAllText(pids))));
    }

    [Fact(Timeout = 60000)]
    public async Task One_that_a_dead_daemon_left_is_killed_by_the_next()
    {
        using var box = new Sandbox();
        var pids = $"{box.Home}/pids.txt";
        _ = box.Host.Commands.RunAsync(Shell(box, $"echo $$ > {pids}; sleep 1000"), _long, CancellationToken.None);
        await Until.TrueAsync(() => File.Exists(pids) && File.ReadAllText(pids).EndsWith('\n'));
        var pid = int.Parse(File.ReadAllText(pids));
        box.KillAtEnd(pid);

        var survivors = box.Reopen().Launcher.AdoptSurvivors();

        Assert.Empty(survivors);
        Assert.False(TestPrograms.IsAlive(pid));
    }

    private static CommandOrder Shell(Sandbox box, string command) => new(
        new InstanceId(AppName.Parse("app"), 0), "/bin/sh", ["-c", command], box.Home,
        ImmutableDictionary<string, string>.Empty.Add("PATH", "/usr/bin:/bin").Add("WORD", "hello"));
}
