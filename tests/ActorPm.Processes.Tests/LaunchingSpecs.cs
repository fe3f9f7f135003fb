using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

public sealed class LaunchingSpecs
{
    [Fact(Timeout = 60000)]
    public async Task A_child_gets_its_arguments_directory_and_environment_with_the_mark_and_nothing_else()
    {
        using var box = new Sandbox();
        var order = box.Shell("printf '%s|' \"$0\" \"$@\"; pwd; cat /proc/$$/environ | tr '\\0' ' '");
        order = order with { Arguments = [.. order.Arguments, "zero", "with blank", "", "ümläut"] };

        await box.Launch(order).Observer.AllGoneAsync();

        Assert.Equal($"zero|with blank||ümläut|{box.Home}\nACTORPM_INSTANCE=1.1@{box.Home} PATH=/usr/bin:/bin ", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task A_child_inherits_no_descriptor_but_its_three()
    {
        using var box = new Sandbox();
        using var open = File.OpenRead("/dev/zero");

        await box.Launch(box.Shell("exec ls -l /proc/self/fd")).Observer.AllGoneAsync();

        var lines = box.Output.Split('\n').Where(line => line.Contains("->", StringComparison.Ordinal)).ToList();
        Assert.Equal(4, lines.Count); // the fourth is the directory that ls reads
        Assert.Contains("0 -> /dev/null", lines[0]);
        Assert.Contains($"1 -> {box.Home}/run/1.out", lines[1]);
        Assert.Contains($"2 -> {box.Home}/run/1.err", lines[2]);
    }

    [Fact(Timeout = 60000)]
    public async Task A_child_starts_with_no_signal_blocked_or_ignored_in_a_session_of_its_own()
    {
        using var box = new Sandbox();

        var (process, observer) = box.Launch(box.Shell("exec grep -E '^Sig(Blk|Ign)' /proc/self/status; cat /proc/$$/stat"));
        await observer.AllGoneAsync();

        // 32 and 33 are glibc's own; its posix_spawn ignores them in every child, and no program may use them.
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000180000000\n", box.Output);

        var second = box.Launch(box.Shell("cut -d' ' -f6 /proc/$$/stat") with { OutFile = $"{box.Home}/session.log" });
        await second.Observer.AllGoneAsync();
        Assert.Equal($"{second.Process.Pid}\n", File.ReadAllText($"{box.Home}/session.log"));
        Assert.True(process.Pid > 0);
    }

    [Fact(Timeout = 60000)]
    public async Task The_pid_file_holds_bare_digits_while_the_process_lives()
    {
        using var box = new Sandbox();
        var order = box.Order("/bin/sleep", "1000");

        var (process, observer) = box.Launch(order);

        Assert.Equal($"{process.Pid}", File.ReadAllText(order.PidFile));
        process.KillTree();
        await observer.ExitedAsync;
        Assert.False(File.Exists(order.PidFile));
    }

    [Fact(Timeout = 60000)]
    public async Task A_slot_with_a_live_process_is_not_launched_again()
    {
        using var box = new Sandbox();
        var order = box.Order("/bin/sleep", "1000");
        var (process, observer) = box.Launch(order);

        Assert.Throws<InvalidOperationException>(() => box.Host.Launcher.Launch(order with { Attempt = 2 }, new RecordingObserver()));

        process.KillTree();
        await observer.ExitedAsync;
        var second = box.Launch(order with { Attempt = 2 });
        Assert.NotEqual(process.Pid, second.Process.Pid);
    }

    [Theory(Timeout = 60000)]
    [InlineData("/nowhere/program", "does not exist; check the path")]
    [InlineData("/etc/passwd", "is not executable")]
    [InlineData("/etc", "is a directory")]
    public async Task A_program_that_cannot_run_is_refused_with_its_cause(string program, string cause)
    {
        using var box = new Sandbox();

        var refusal = await Task.Run(() => Assert.Throws<LaunchException>(() => box.Launch(box.Order(program))));

        Assert.Contains(cause, refusal.Message);
        Assert.Contains(program, refusal.Message);
        Assert.Null(box.Host.Launcher.Find(1, new RecordingObserver()));
    }

    [Fact(Timeout = 60000)]
    public async Task A_missing_working_directory_is_told_from_a_missing_program()
    {
        using var box = new Sandbox();
        var script = $"{box.Home}/script";
        await File.WriteAllTextAsync(script, "echo no first line\n");
        File.SetUnixFileMode(script, (UnixFileMode)0x1ED);
        var bad = $"{box.Home}/bad";
        await File.WriteAllTextAsync(bad, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(bad, (UnixFileMode)0x1ED);

        Assert.Contains("working directory /nowhere does not exist", Assert.Throws<LaunchException>(() => box.Launch(box.Order("/bin/true") with { WorkingDirectory = "/nowhere" })).Message);
        Assert.Contains("is a file", Assert.Throws<LaunchException>(() => box.Launch(box.Order("/bin/true") with { WorkingDirectory = "/etc/passwd" })).Message);
        Assert.Contains("#! line", Assert.Throws<LaunchException>(() => box.Launch(box.Order(script))).Message);
        Assert.Contains("interpreter", Assert.Throws<LaunchException>(() => box.Launch(box.Order(bad))).Message);
        Assert.Contains("too long", Assert.Throws<LaunchException>(() => box.Launch(box.Order("/bin/true", new string('x', 3_000_000)))).Message);
    }

    [Fact(Timeout = 60000)]
    public async Task Private_files_are_readable_by_their_owner_alone()
    {
        using var box = new Sandbox();

        await box.Launch(box.Shell("echo hello")).Observer.AllGoneAsync();

        foreach (var file in Directory.GetFiles($"{box.Home}/run").Append(box.OutFile))
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        }

        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode($"{box.Home}/run"));
    }

    [Theory(Timeout = 60000)]
    [InlineData("err.log")]
    [InlineData("out.log")]
    public async Task A_runtime_directory_that_was_removed_is_made_anew_by_the_next_launch(string errorFile)
    {
        using var box = new Sandbox();
        var order = box.Shell("echo hello");
        order = order with { ErrorFile = $"{box.Home}/{errorFile}" };
        var other = box.Shell("echo other; until [ -e go ]; do sleep 0.01; done; echo more") with { OutFile = $"{box.Home}/other.log" };
        await box.Launch(order).Observer.AllGoneAsync();
        var (_, otherObserver) = box.Launch(other);

        Directory.Delete($"{box.Home}/run", recursive: true);
        await box.Launch(order with { Attempt = 2 }).Observer.AllGoneAsync();
        await box.Launch(box.Shell("echo new")).Observer.AllGoneAsync();
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await otherObserver.AllGoneAsync();
        await box.Launch(other with { Attempt = 2 }).Observer.AllGoneAsync();

        Assert.Equal("hello\nhello\nnew\n", box.Output);
        Assert.Equal("other\nmore\nother\nmore\n", await File.ReadAllTextAsync(other.OutFile!));
        Assert.Equal((UnixFileMode)0x1C0, File.GetUnixFileMode($"{box.Home}/run"));
        Assert.Equal([2, 2, 1], new[] { order.Serial, other.Serial, other.Serial + 1 }.Select(serial => box.Host.Launcher.Recall(serial)?.Attempt ?? 0));
    }

    [Fact(Timeout = 60000)]
    public async Task A_conclusion_is_noted_though_the_runtime_directory_was_removed()
    {
        using var box = new Sandbox();
        var order = box.Shell("exit 0");
        await box.Launch(order).Observer.AllGoneAsync();
        var memory = new SlotMemory(1, order.History, new SlotConclusion(new ExitStatus.Code(0), null));

        Directory.Delete($"{box.Home}/run", recursive: true);
        box.Host.Launcher.Conclude(order.Serial, memory);

        Assert.Equal(memory.Conclusion, box.Host.Launcher.Recall(order.Serial)?.Conclusion);
    }

    [Fact(Timeout = 60000)]
    public async Task Three_hundred_processes_need_no_thread_more()
    {
        using var box = new Sandbox();
        await box.Launch(box.Shell("exit 0")).Observer.AllGoneAsync();
        var before = TestPrograms.OwnThreads("process-");

        var all = Enumerable.Range(0, 300).Select(_ => box.Launch(box.Order("/bin/sleep", "1000"))).ToList();

        Assert.Equal(before, TestPrograms.OwnThreads("process-"));
        all.ForEach(one => one.Process.KillTree());
        foreach (var one in all)
        {
            Assert.Equal(new ExitStatus.Signalled(UnixSignal.SIGKILL), (await one.Observer.ExitedAsync).Status);
        }

        await Until.TrueAsync(() => all.All(one => TestPrograms.IsReaped(one.Process.Pid)));
    }
}
