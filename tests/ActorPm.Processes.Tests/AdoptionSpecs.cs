using System.Text.RegularExpressions;
using ActorPm.Core.Instances;

namespace ActorPm.Processes.Tests;

public sealed partial class AdoptionSpecs
{
    [Fact(Timeout = 60000)]
    public async Task A_process_outlives_the_daemon_and_is_adopted_with_its_output()
    {
        using var box = new Sandbox();
        var order = box.Shell("i=0; while [ ! -e stop ]; do i=$((i+1)); echo line $i; done; echo end $i; exit 5");
        var (process, _) = box.Launch(order);
        await Until.TrueAsync(() => box.Output.Length > 1000);

        var after = box.Reopen();
        var survivors = after.Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();
        var found = after.Launcher.Find(order.Serial, observer);
        await File.WriteAllTextAsync($"{box.Home}/stop", "");
        var end = await observer.ExitedAsync;

        Assert.Equal([new Survivor(order.Serial, process.Pid)], survivors);
        Assert.Equal((process.Pid, 1, process.StartedAt, order.History), (found!.Pid, found.Attempt, found.StartedAt, found.History));
        Assert.Equal(new ExitStatus.Code(5), end.Status);
        var lines = await File.ReadAllLinesAsync(box.OutFile);
        Assert.Equal([.. Enumerable.Range(1, lines.Length - 1).Select(number => $"line {number}"), $"end {lines.Length - 1}"], lines);
    }

    [Fact(Timeout = 60000)]
    public async Task The_end_of_an_adopted_process_waits_for_an_observer()
    {
        using var box = new Sandbox();
        var order = box.Shell("until [ -e stop ]; do sleep 0.01; done; exit 6");
        var (process, _) = box.Launch(order);
        var after = box.Reopen();
        after.Launcher.AdoptSurvivors();
        await File.WriteAllTextAsync($"{box.Home}/stop", "");
        await Until.TrueAsync(() => TestPrograms.IsReaped(process.Pid));
        var observer = new RecordingObserver();

        Assert.NotNull(after.Launcher.Find(order.Serial, observer));

        Assert.Equal((1, new ExitStatus.Code(6), Leftovers.None), await observer.ExitedAsync);
        Assert.Null(after.Launcher.Find(order.Serial, observer));
    }

    [Fact(Timeout = 60000)]
    public async Task The_status_of_a_stranger_is_learnt_from_the_kernel()
    {
        using var box = new Sandbox();

        // The app is a grandchild of another process, which reaps it: it was never our child.
        var (pid, order) = await StrangerAsync(box, "until [ -e stop ]; do sleep 0.01; done; exit 9");
        box.Reopen().Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();
        var found = box.Host.Launcher.Find(order, observer);
        await File.WriteAllTextAsync($"{box.Home}/stop", "");

        var end = await observer.ExitedAsync;

        Assert.Equal(pid, found!.Pid);
        Assert.Equal(new ExitStatus.Code(9), end.Status);
    }

    [Fact(Timeout = 60000)]
    public async Task A_process_that_got_the_pid_of_a_record_is_never_signalled()
    {
        using var box = new Sandbox();

        // As when the pid was reused: the record names a process of ours that carries no mark.
        using var innocent = System.Diagnostics.Process.Start("/bin/sleep", "1000");
        var order = box.Shell("exit 0");
        await box.Launch(order).Observer.AllGoneAsync();
        var file = $"{box.Home}/run/1.json";
        await File.WriteAllTextAsync(file, PidField().Replace(await File.ReadAllTextAsync(file), $"\"Pid\":{innocent.Id},"));

        var survivors = box.Reopen().Launcher.AdoptSurvivors();

        Assert.Empty(survivors);
        Assert.Null(box.Host.Launcher.Find(order.Serial, new RecordingObserver()));
        Assert.True(TestPrograms.IsAlive(innocent.Id));
        innocent.Kill();
    }

    [Fact(Timeout = 60000)]
    public async Task A_process_that_started_at_another_time_than_the_record_says_is_not_adopted()
    {
        using var box = new Sandbox();
        using var innocent = System.Diagnostics.Process.Start("/usr/bin/setsid", ["/bin/sleep", "1000"]);
        await box.Launch(box.Shell("exit 0")).Observer.AllGoneAsync();
        var file = $"{box.Home}/run/1.json";
        var record = PidField().Replace(await File.ReadAllTextAsync(file), $"\"Pid\":{innocent.Id},");
        await File.WriteAllTextAsync(file, StartField().Replace(record, "\"StartTicks\":1,"));

        Assert.Empty(box.Reopen().Launcher.AdoptSurvivors());
        Assert.True(TestPrograms.IsAlive(innocent.Id));
        innocent.Kill();
    }

    [Fact(Timeout = 60000)]
    public async Task Marked_processes_of_no_live_slot_are_gone_after_adoption()
    {
        using var box = new Sandbox();
        var lost = box.Order("/bin/sleep", "1000");
        var (unrecorded, _) = box.Launch(lost);
        var (dead, observer) = box.Launch(box.Shell("setsid sleep 1000 & echo $!; exit 0"));
        var leftover = await box.PrintedPidAsync();
        await observer.ExitedAsync;
        var (kept, _) = box.Launch(box.Order("/bin/sleep", "1000"));
        File.Delete($"{box.Home}/run/{lost.Serial}.json");

        var survivors = box.Reopen().Launcher.AdoptSurvivors();

        Assert.Equal([kept.Pid], survivors.Select(survivor => survivor.Pid));
        Assert.False(TestPrograms.IsAlive(unrecorded.Pid));
        Assert.False(TestPrograms.IsAlive(leftover));
        Assert.True(TestPrograms.IsAlive(kept.Pid));
        Assert.NotEqual(dead.Pid, leftover);
    }

    [Fact(Timeout = 60000)]
    public async Task Members_of_an_adopted_tree_are_killed_with_it()
    {
        using var box = new Sandbox();
        var order = box.Shell("(setsid sleep 1000 & echo $!); sleep 1000 & echo $!; wait");
        var (process, _) = box.Launch(order);
        var daemon = await box.PrintedPidAsync(0);
        var child = await box.PrintedPidAsync(1);
        box.Reopen().Launcher.AdoptSurvivors();
        var observer = new RecordingObserver();

        box.Host.Launcher.Find(order.Serial, observer)!.KillTree();
        await observer.AllGoneAsync();

        Assert.All([process.Pid, daemon, child], pid => Assert.True(TestPrograms.IsReaped(pid)));
    }

    /// <summary>A process with a record whose parent is a shell, as after the death of a daemon below a guard.</summary>
    private static async Task<(int Pid, long Serial)> StrangerAsync(Sandbox box, string script)
    {
        // A first launch makes record and pipes; then the record is made to name a process that a shell started with the same mark.
        var order = box.Shell("exit 0");
        await box.Launch(order).Observer.AllGoneAsync();
        using var parent = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo("/bin/sh", ["-c",
            $"cd {box.Home}; ACTORPM_INSTANCE=1.1@{box.Home} setsid sh -c 'echo $$ >pid.new; mv pid.new pid; {script}' & wait"]))!;
        await Until.TrueAsync(() => File.Exists($"{box.Home}/pid"));
        var pid = int.Parse(await File.ReadAllTextAsync($"{box.Home}/pid"));
        box.KillAtEnd(pid);
        var stat = await File.ReadAllTextAsync($"/proc/{pid}/stat");
        var start = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[19];
        var file = $"{box.Home}/run/1.json";
        var record = PidField().Replace(await File.ReadAllTextAsync(file), $"\"Pid\":{pid},");
        await File.WriteAllTextAsync(file, StartField().Replace(record, $"\"StartTicks\":{start},"));
        return (pid, 1);
    }

    [GeneratedRegex("\"Pid\":[0-9]+,")]
    private static partial Regex PidField();

    [GeneratedRegex("\"StartTicks\":[0-9]+,")]
    private static partial Regex StartField();
}
