using ActorPm.Core.Apps;
using ActorPm.Core.Instances;
using ActorPm.Processes.Users;

namespace ActorPm.Processes.Tests;

/// <summary>Programs that run as another user. Only root can start such; without it, that is refused, which is tested instead.</summary>
public sealed class RunAsSpecs
{
    private static readonly UserIdentity Nobody = new(65534, 65533, [65532, 65531], "/nowhere");

    [Fact(Timeout = 60000)]
    public async Task A_program_runs_as_the_user_with_all_else_as_without()
    {
        using var box = new Sandbox();
        var order = box.Shell("grep -E '^(Uid|Gid|Groups|SigBlk)' /proc/self/status; echo $HOME $MORE $0 $1; pwd; ls /proc/$$/fd | tr '\\n' ' '; cat; exit 7");
        order = order with
        {
            RunAs = Nobody,
            Arguments = [.. order.Arguments, "zero", "with blank"],
            Environment = new Dictionary<string, string>(order.Environment) { ["HOME"] = "/root", ["MORE"] = "more" },
        };
        if (RefusedWithoutRoot(box, order))
        {
            return;
        }

        var (_, observer) = box.Launch(order);
        var end = await observer.ExitedAsync;

        Assert.Equal(new ExitStatus.Code(7), end.Status);
        var lines = box.Output.Split('\n');
        Assert.Equal(
            [
                "Uid:\t65534\t65534\t65534\t65534", "Gid:\t65533\t65533\t65533\t65533", "Groups:\t65531 65532 ",
                "SigBlk:\t0000000000000000", "/nowhere more zero with blank", box.Home, "0 1 2 ",
            ],
            lines);

        // 32 and 33 are glibc's own, which no program may use.
        var (_, second) = box.Launch(order with { Serial = 100, Arguments = ["-c", "grep SigIgn /proc/self/status"], OutFile = $"{box.Home}/signals" });
        await second.AllGoneAsync();
        Assert.Equal(0UL, Convert.ToUInt64((await File.ReadAllTextAsync($"{box.Home}/signals")).Split('\t')[1].Trim(), 16) & ~0x180000000UL);
        Assert.Equal("", await File.ReadAllTextAsync(box.ErrorFile));
    }

    [Fact(Timeout = 60000)]
    public async Task A_user_that_may_not_execute_the_program_is_told_in_the_error_log()
    {
        using var box = new Sandbox();
        var script = $"{box.Home}/script";
        await File.WriteAllTextAsync(script, "#!/bin/sh\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var order = box.Order(script) with { RunAs = Nobody };
        if (RefusedWithoutRoot(box, order))
        {
            return;
        }

        var (_, observer) = box.Launch(order);

        Assert.Equal(new ExitStatus.Code(126), (await observer.ExitedAsync).Status);
        Assert.Equal(
            $"apm: {script} could not be executed by user 65534 and group 65533 (Permission denied); change the permissions of the file and of the directories above it.\n",
            await File.ReadAllTextAsync(box.ErrorFile));
    }

    [Fact(Timeout = 60000)]
    public async Task A_first_line_that_names_nothing_is_told_in_the_error_log()
    {
        using var box = new Sandbox();
        File.SetUnixFileMode(box.Home, (UnixFileMode)0x1FF);
        var script = $"{box.Home}/script";
        await File.WriteAllTextAsync(script, "#!/no/such/interpreter\n");
        File.SetUnixFileMode(script, (UnixFileMode)0x1ED);
        var order = box.Order(script) with { RunAs = Nobody };
        if (RefusedWithoutRoot(box, order))
        {
            return;
        }

        var (_, observer) = box.Launch(order);

        Assert.Equal(new ExitStatus.Code(127), (await observer.ExitedAsync).Status);
        Assert.Contains("interpreter in its first line does not exist", await File.ReadAllTextAsync(box.ErrorFile));
    }

    [Fact(Timeout = 60000)]
    public async Task A_missing_program_is_refused_before_anything_starts()
    {
        using var box = new Sandbox();
        var order = box.Order("/nowhere/program") with { RunAs = Nobody };
        if (RefusedWithoutRoot(box, order))
        {
            return;
        }

        Assert.Contains("/nowhere/program does not exist", (await Task.Run(() => Assert.Throws<LaunchException>(() => box.Launch(order)))).Message);
        Assert.Contains("is not executable", Assert.Throws<LaunchException>(() => box.Launch(order with { Program = "/etc/passwd" })).Message);
        Assert.Contains("is a directory", Assert.Throws<LaunchException>(() => box.Launch(order with { Program = "/etc" })).Message);
        Assert.Contains("working directory /gone", Assert.Throws<LaunchException>(() => box.Launch(order with { Program = "/bin/true", WorkingDirectory = "/gone" })).Message);
    }

    [Fact(Timeout = 60000)]
    public async Task Without_the_apm_program_it_is_refused()
    {
        using var box = new Sandbox();
        using var bare = new ProcessHost(new ProcessesOptions(box.Home, $"{box.Home}/run2", CgroupUse.Never, 65536, TimeProvider.System) { Trampoline = "/nowhere/apm" });

        var refusal = await Task.Run(() => Assert.Throws<LaunchException>(
            () => bare.Launcher.Launch(box.Order("/bin/true") with { RunAs = Nobody }, new RecordingObserver())));

        Assert.Contains("needs the apm program at /nowhere/apm", refusal.Message);
    }

    [Fact(Timeout = 60000)]
    public async Task A_program_of_another_user_has_channel_and_input_and_is_adopted_with_them()
    {
        using var box = new Sandbox();
        var order = box.Node("process.send(process.getuid()); process.on('message', m => process.send(m)); process.stdin.on('data', d => process.send(`${d}`))") with
        {
            RunAs = Nobody, Input = InputUse.Pipe,
        };
        if (RefusedWithoutRoot(box, order))
        {
            return;
        }

        var (process, before) = box.Launch(order);
        await Until.TrueAsync(() => before.Messages.Count == 1);

        box.Reopen().Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();
        var found = box.Host.Launcher.Find(order.Serial, observer)!;
        Assert.True(found.Send("\"hello\""u8));
        await Until.TrueAsync(() => observer.Messages.Count == 1);
        Assert.Equal(5, found.WriteInput("input"u8));
        await Until.TrueAsync(() => observer.Messages.Count == 2);

        Assert.Equal((process.Pid, "65534"), (found.Pid, before.Messages.Single()));
        Assert.Equal(["\"hello\"", "\"input\""], observer.Messages);
        found.KillTree();
        await observer.ExitedAsync;
    }

    private static bool RefusedWithoutRoot(Sandbox box, LaunchOrder order)
    {
        if (OwnIdentity.MayChangeUser)
        {
            return false;
        }

        Assert.Contains("may not start a program as user 65534", Assert.Throws<LaunchException>(() => box.Launch(order)).Message);
        return true;
    }
}
