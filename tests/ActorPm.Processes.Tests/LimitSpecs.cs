using System.Globalization;
using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Processes.Limits;

namespace ActorPm.Processes.Tests;

/// <summary>Limits of real processes. Those of whole trees need controllers of cgroup version 2, which few machines give to a test: their groups are directories here.</summary>
public sealed class LimitSpecs
{
    [Fact(Timeout = 60000)]
    public async Task A_program_begins_within_its_limits_and_is_the_process_that_was_started()
    {
        using var box = new Sandbox();
        var order = box.Shell("ulimit -Sn; ulimit -Hn; ulimit -c; ulimit -s; ulimit -v; umask; nice; grep NoNewPrivs /proc/self/status; echo $$; exit 7") with
        {
            Limits = Limits("nofile=100:200", "core=0", "stack=4M", "as=4G", "umask=0027", "nice=15", "no_new_privs=true"),
        };

        var (process, observer) = box.Launch(order);

        Assert.Equal(new ExitStatus.Code(7), (await observer.ExitedAsync).Status);
        Assert.Equal(
            ["100", "200", "0", "4096", "4194304", "0027", "15", "NoNewPrivs:\t1", process.Pid.ToString(CultureInfo.InvariantCulture)], box.Output.Trim().Split('\n'));
        Assert.Equal("", await File.ReadAllTextAsync(box.ErrorFile));
    }

    [Fact(Timeout = 60000)]
    public async Task A_program_of_another_user_keeps_limits_that_only_root_may_set()
    {
        using var box = new Sandbox();
        var order = box.Shell("ulimit -n; nice; umask; id -u") with { RunAs = new UserIdentity(65534, 65533, [], "/nowhere"), Limits = Limits("nofile=77", "nice=-3", "umask=077", "no_new_privs=true") };
        if (!Users.OwnIdentity.MayChangeUser || !Users.OwnIdentity.MayHurry)
        {
            Assert.Throws<LaunchException>(() => box.Launch(order));
            return;
        }

        var (_, observer) = box.Launch(order);
        await observer.AllGoneAsync();

        Assert.Equal("77\n-3\n0077\n65534\n", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task Processor_time_that_runs_out_ends_it_by_a_signal_of_its_own()
    {
        using var box = new Sandbox();

        var (_, observer) = box.Launch(box.Shell("while :; do :; done") with { Limits = Limits("cpu=1:2") });

        Assert.Equal(new ExitStatus.Signalled(UnixSignal.SIGXCPU), (await observer.ExitedAsync).Status);
    }

    [Fact(Timeout = 60000)]
    public async Task More_open_files_than_the_machine_allows_are_refused_before_anything_starts()
    {
        using var box = new Sandbox();

        var refusal = await Task.Run(() => Assert.Throws<LaunchException>(() => box.Launch(box.Shell("echo ran") with { Limits = Limits("nofile=unlimited") })));

        Assert.Contains("sysctl fs.nr_open", refusal.Message);
        Assert.Equal("", box.Output);
    }

    [Fact]
    public void What_takes_privileges_is_refused_without_them()
    {
        var bare = new LimitPrivileges(false, false, 1000, 0, 0, new Dictionary<ProcessLimit, ulong> { [ProcessLimit.OpenFiles] = 500, [ProcessLimit.Core] = 0 });

        Assert.Null(bare.ProblemOf(Limits("nofile=100:500", "stack=unlimited", "nice=0", "umask=077", "no_new_privs=true")));
        Assert.StartsWith("The limit nofile may be 500 at most, since the daemon has no more itself", bare.ProblemOf(Limits("nofile=501")), StringComparison.Ordinal);
        Assert.StartsWith("The limit core may be 0 at most", bare.ProblemOf(Limits("core=unlimited")), StringComparison.Ordinal);
        Assert.StartsWith("The daemon may not start a program with a niceness of -1", bare.ProblemOf(Limits("nice=-1")), StringComparison.Ordinal);
        Assert.Null((bare with { LeastNice = -5 }).ProblemOf(Limits("nice=-1")));
        Assert.Null((bare with { MayRaise = true, MayHurry = true }).ProblemOf(Limits("nofile=501", "nice=-20")));
        Assert.StartsWith("The limit nofile may be 1000 at most on this machine", (bare with { MayRaise = true }).ProblemOf(Limits("nofile=1001")), StringComparison.Ordinal);
    }

    [Fact(Timeout = 60000)]
    public async Task Without_a_group_a_program_runs_all_the_same_and_the_host_says_why_its_limits_do_not_hold()
    {
        using var box = new Sandbox();
        var limits = Limits("memory=64M", "pids=20");

        var (_, observer) = box.Launch(box.Shell("echo ran") with { Limits = limits });
        await observer.AllGoneAsync();

        Assert.Equal("ran\n", box.Output);
        Assert.Contains("no group of cgroup version 2 may be written", box.Host.ProblemOfGroup(limits));
        Assert.Null(box.Host.ProblemOfGroup(Limits("nofile=1")));
    }

    [SkippableFact(Timeout = 60000)]
    public async Task A_program_stands_in_its_group_before_it_begins()
    {
        using var box = new Sandbox(CgroupUse.WhenWritable);
        var own = File.ReadLines("/proc/self/mountinfo").Select(line => line.Split(' ')).FirstOrDefault(fields => fields.Contains("cgroup2"))?[4];
        var group = $"{own}/actorpm-test-{Guid.NewGuid():N}";
        Skip.If(own is null || Native.LibC.mkdir(group, 0x1ED) != 0 || Native.LibC.access($"{group}/cgroup.procs", 2) != 0, "No control group may be made here.");

        try
        {
            var wrapped = Launching.TrampolineOrder.Wrap(box.Shell("cat /proc/self/cgroup; ulimit -n") with { Limits = Limits("nofile=99") }, Path.Combine(AppContext.BaseDirectory, "ActorPm.TestApp"), group);
            var (_, observer) = box.Launch(wrapped with { Limits = ResourceLimits.None });
            await observer.AllGoneAsync();

            Assert.Contains($"/{Path.GetFileName(group)}\n", box.Output);
            Assert.EndsWith("\n99\n", box.Output, StringComparison.Ordinal);
        }
        finally
        {
            Native.LibC.rmdir(group);
        }
    }

    [SkippableFact(Timeout = 60000)]
    public async Task A_tree_that_takes_more_memory_than_its_limit_is_killed_and_the_end_says_so()
    {
        using var box = new Sandbox(CgroupUse.WhenWritable);
        var limits = Limits("memory=32M", "pids=20");
        Skip.If(box.Host.ProblemOfGroup(limits) is not null, "Control groups of version 2 do not bound memory here.");
        Skip.If(File.ReadLines("/proc/swaps").Count() > 1, "With swap nothing is killed soon.");

        var (_, observer) = box.Launch(box.Order("/usr/bin/tail", "/dev/zero") with { Limits = limits });

        Assert.Equal("was ended by SIGKILL (it reached its memory limit of 32M)", (await observer.ExitedAsync).Status.ToString());
    }

    [Fact]
    public void Limits_of_a_tree_are_files_of_its_group()
    {
        var limits = Limits("memory=512M", "memory_high=400M", "cpus=150%", "pids=20", "nofile=1");

        Assert.Equal(
            [("memory.max", "536870912"), ("memory.high", "419430400"), ("cpu.max", "150000 100000"), ("pids.max", "20")], CgroupLimits.Files(limits));
        Assert.Equal(["memory", "cpu", "pids"], CgroupLimits.Controllers(limits));
    }

    [Fact]
    public void A_kill_for_want_of_memory_is_told_as_such()
    {
        using var group = new FakeGroup();
        var killed = new ExitStatus.Signalled(UnixSignal.SIGKILL);
        group.Write("memory.max", "536870912\n");
        group.Write("memory.events", "low 0\nhigh 0\nmax 12\noom 1\noom_kill 0\n");
        Assert.Equal(killed, CgroupLimits.Explain(killed, group.Path));

        group.Write("memory.events", "low 0\nhigh 0\nmax 12\noom 1\noom_kill 1\n");

        Assert.Equal("was ended by SIGKILL (it reached its memory limit of 512M)", CgroupLimits.Explain(killed, group.Path).ToString());
        Assert.Equal(new ExitStatus.Code(1), CgroupLimits.Explain(new ExitStatus.Code(1), group.Path));
        Assert.Equal(killed, CgroupLimits.Explain(killed, null));
        Assert.Equal(killed, CgroupLimits.Explain(killed, "/nowhere"));
    }

    [Fact]
    public void Controllers_are_handed_down_where_there_are_any()
    {
        using var group = new FakeGroup();
        Directory.CreateDirectory($"{group.Path}/apps");
        group.Write("cgroup.controllers", "memory pids\n");
        group.Write("cgroup.subtree_control", "");
        group.Write("apps/cgroup.subtree_control", "");
        var delegation = new CgroupDelegation(group.Path, $"{group.Path}/apps", "/home", isUnit: false);

        Assert.Null(delegation.Enable(["memory", "pids"]));
        Assert.Equal("+memory +pids", group.Read("cgroup.subtree_control"));
        Assert.Equal("+memory +pids", group.Read("apps/cgroup.subtree_control"));
        Assert.Contains("has no controller cpu of cgroup version 2", delegation.Enable(["cpu", "pids"]));
    }

    private static ResourceLimits Limits(params string[] words) => words.Aggregate(
        ResourceLimits.None, (limits, word) => LimitWords.With(limits, word.Split('=')[0], word.Split('=')[1], out var problem) ?? throw new ArgumentException(problem));

    /// <summary>A directory with a group's files, which keep what is written.</summary>
    private sealed class FakeGroup : IDisposable
    {
        public string Path { get; } = Directory.CreateTempSubdirectory("actorpm-group-").FullName;

        public void Write(string name, string text) => File.WriteAllText($"{Path}/{name}", text);

        public string Read(string name) => File.ReadAllText($"{Path}/{name}");

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
