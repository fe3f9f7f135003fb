namespace ActorPm.Processes.Tests;

public sealed class SharedLogSpecs
{
    [Fact(Timeout = 30000)]
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

    [Fact(Timeout = 15000)]
    public async Task A_last_line_without_an_end_is_written_at_the_exit_and_ended()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("exec sleep 1000"));

        await box.Launch(box.Shell("printf torn")).Observer.AllGoneAsync();
        await box.Launch(box.Shell("echo whole")).Observer.AllGoneAsync();

        Assert.Equal("torn\nwhole\n", box.Output);
    }

    [Fact(Timeout = 15000)]
    public async Task A_line_of_any_length_passes()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("exec sleep 1000"));

        await box.Launch(box.Shell("head -c 300000 /dev/zero | tr '\\0' x; echo")).Observer.AllGoneAsync();

        Assert.Equal(new string('x', 300000) + "\n", box.Output);
    }
}
