using ActorPm.Processes.Output;

namespace ActorPm.Processes.Tests;

public sealed class SharedLogSpecs
{
    [Fact(Timeout = 60000)]
    public async Task Two_apps_with_one_file_never_tear_each_others_lines()
    {
        using var box = new Sandbox();
        var orders = new[] { 'a', 'b', 'c' }.Select(letter =>
            box.Shell($"until [ -e go ]; do sleep 0.01; done; exec awk 'BEGIN {{ for (i = 0; i < 30000; i++) {{ printf \"{letter} %d \", i; if (i % 7 == 0) fflush(); print \"{letter}{letter}{letter}{letter}\" }} }}'"));

        var all = orders.Select(order => box.Launch(order)).ToList();
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        foreach (var one in all)
        {
            await one.Observer.AllGoneAsync();
        }

        var lines = await File.ReadAllLinesAsync(box.OutFile);
        Assert.Equal(90000, lines.Length);
        foreach (var letter in "abc")
        {
            Assert.Equal(Enumerable.Range(0, 30000).Select(number => $"{letter} {number} {new string(letter, 4)}"), lines.Where(line => line[0] == letter));
        }
    }

    [Fact(Timeout = 60000)]
    public async Task A_last_line_without_an_end_is_written_at_the_exit_and_ended()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("exec sleep 1000"));

        await box.Launch(box.Shell("printf torn")).Observer.AllGoneAsync();
        await box.Launch(box.Shell("echo whole")).Observer.AllGoneAsync();

        Assert.Equal("torn\nwhole\n", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task A_line_of_any_length_passes()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("exec sleep 1000"));

        await box.Launch(box.Shell("head -c 300000 /dev/zero | tr '\\0' x; echo")).Observer.AllGoneAsync();

        Assert.Equal(new string('x', 300000) + "\n", box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task The_first_writer_finishes_its_line_before_a_second_begins_one()
    {
        using var box = new Sandbox();
        var (_, first) = box.Launch(box.Shell("printf begun; until [ -e go ]; do sleep 0.001; done; echo ' and done'; exec sleep 0.1"));
        await Until.TrueAsync(() => box.Output == "begun");

        var (_, second) = box.Launch(box.Shell("echo > go; echo second; exec sleep 1000"));
        await first.AllGoneAsync();
        await Until.TrueAsync(() => box.Output.EndsWith("second\n", StringComparison.Ordinal));

        Assert.Equal("begun and done\nsecond\n", box.Output);
        Assert.False(second.ExitedAsync.IsCompleted);
    }

    [Fact(Timeout = 60000)]
    public async Task A_line_that_never_ends_does_not_hold_up_the_others()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("printf prompt; exec sleep 1000"));
        await Until.TrueAsync(() => box.Output == "prompt");

        box.Launch(box.Shell("echo second; exec sleep 1000"));

        await Until.TrueAsync(() => box.Output == "prompt\nsecond\n");
    }

    [Fact(Timeout = 60000)]
    public async Task Writers_that_come_one_after_another_keep_all_lines_whole()
    {
        using var box = new Sandbox();
        var all = "abc".Select(letter => box.Launch(box.Shell($"exec seq -f '{letter} %.0f' 1 200000"))).ToList();
        foreach (var one in all)
        {
            await one.Observer.AllGoneAsync();
        }

        var lines = await File.ReadAllLinesAsync(box.OutFile);

        foreach (var letter in "abc")
        {
            Assert.Equal(Enumerable.Range(1, 200000).Select(number => $"{letter} {number}"), lines.Where(line => line[0] == letter));
        }
    }

    [Theory(Timeout = 60000)]
    [InlineData(LineShape.Raw, "held\n", " on\n")]
    [InlineData(LineShape.Json, "{\"message\":\"held\"", "{\"message\":\" on\"")]
    public async Task A_beginning_that_waits_for_its_end_is_written_when_the_daemon_ends(LineShape shape, string beginning, string rest)
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("echo whole; printf held; : > said; until [ -e go ]; do sleep 0.01; done; echo ' on'; exec sleep 1000") with
        {
            Output = new OutputPlan(shape, null, $"{box.Home}/combined.log", 1, "a"),
        });
        await Until.TrueAsync(() => File.Exists($"{box.Home}/said") && box.Output.Contains("whole", StringComparison.Ordinal));

        var next = box.Reopen();

        Assert.StartsWith(beginning, box.Output.Split('\n', 2)[1], StringComparison.Ordinal);
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        Assert.Single(next.Launcher.AdoptSurvivors());
        await Until.TrueAsync(() => box.Output.Contains(rest, StringComparison.Ordinal));
        Assert.Equal(box.Output, await File.ReadAllTextAsync($"{box.Home}/combined.log"));
    }
}
