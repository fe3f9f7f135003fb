namespace ActorPm.EndToEnd.Tests;

/// <summary><c>save</c>, <c>resurrect</c> and <c>cleardump</c> as PM2 means them.</summary>
public sealed class CheckpointSpecs
{
    [Fact]
    public async Task What_was_saved_comes_back_with_its_wishes_and_no_secret_lies_in_the_file()
    {
        await using var apm = new Apm().With("CANARY", "canary-4711");
        await apm.RunAsync("start", "sleep 1000", "--name", "one", "-i", "2");
        await apm.RunAsync("start", "sleep 1000", "--name", "two");
        await apm.RunAsync("stop", "two");
        await apm.RunAsync("save");
        await apm.RunAsync("delete", "all");
        await apm.RunAsync("save");

        await apm.RunAsync("resurrect");

        Assert.Equal(["one online", "one online", "two stopped"], (await apm.ListAsync()).Select(listed => $"{listed.Name} {listed.Status}"));
        Assert.DoesNotContain("canary-4711", await File.ReadAllTextAsync(Path.Combine(apm.Home, "dump.pm2")));
    }

    [Fact]
    public async Task What_is_on_the_list_stays_and_a_damaged_file_falls_back_to_the_one_before()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "one");
        await apm.RunAsync("save");
        await apm.RunAsync("save");
        await File.WriteAllTextAsync(Path.Combine(apm.Home, "dump.pm2"), "[{ torn");
        await apm.RunAsync("delete", "one");
        await apm.RunAsync("start", "sleep 1000", "--name", "two");
        var before = await apm.FindAsync("two");

        await apm.RunAsync("resurrect");

        Assert.Equal(["one", "two"], (await apm.ListAsync()).Select(listed => listed.Name).Order());
        Assert.Equal(before, await apm.FindAsync("two"));
    }

    [Fact]
    public async Task An_emptied_checkpoint_brings_nothing_back()
    {
        await using var apm = new Apm();
        await apm.RunAsync("start", "sleep 1000", "--name", "one");
        await apm.RunAsync("save");
        await apm.RunAsync("cleardump");
        await apm.RunAsync("delete", "one");

        await apm.RunAsync("resurrect");

        Assert.Empty(await apm.ListAsync());
    }

    [Fact]
    public async Task A_PM2_is_taken_over()
    {
        await using var apm = new Apm();
        var home = Directory.CreateDirectory(Path.Combine(apm.Work, "pm2")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(home, "dump.pm2"),
            $$"""
            [{ "name": "one", "pm_exec_path": "/bin/sleep", "exec_interpreter": "none", "args": ["1000"], "pm_cwd": "{{apm.Work}}", "status": "online", "env": { "PATH": "/usr/bin:/bin" } },
             { "name": "two", "pm_exec_path": "/bin/sleep", "exec_interpreter": "none", "args": ["1000"], "pm_cwd": "{{apm.Work}}", "status": "stopped", "env": {} },
             { "name": "gone", "pm_exec_path": "/nowhere/at/all", "exec_interpreter": "none", "pm_cwd": "{{apm.Work}}", "status": "online", "env": {} }]
            """);

        var result = await apm.TryAsync("resurrect", "--from", home);

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("gone was left out", result.Error, StringComparison.Ordinal);
        Assert.Equal(["one online", "two stopped"], (await apm.ListAsync()).Select(listed => $"{listed.Name} {listed.Status}"));
    }
}
