namespace ActorPm.Processes.Tests;

public sealed class OutputSpecs
{
    [Fact(Timeout = 60000)]
    public async Task Twenty_apps_that_write_and_exit_at_once_lose_nothing()
    {
        using var box = new Sandbox();
        string File(int app) => $"{box.Home}/app{app}.log";

        var all = Enumerable.Range(0, 20).Select(app => box.Launch(box.Shell("seq 1 300000") with { OutFile = File(app) })).ToList();
        foreach (var one in all)
        {
            await one.Observer.AllGoneAsync();
        }

        var expected = string.Concat(Enumerable.Range(1, 300000).Select(number => $"{number}\n"));
        for (var app = 0; app < 20; app++)
        {
            Assert.Equal(expected, await System.IO.File.ReadAllTextAsync(File(app)));
            Assert.Equal(expected.Length, box.Host.Logs.Counters(File(app)).WrittenBytes);
        }
    }

    [Fact(Timeout = 60000)]
    public async Task A_write_per_line_arrives_whole_and_in_order()
    {
        using var box = new Sandbox();

        await box.Launch(box.Shell("i=0; while [ $i -lt 20000 ]; do echo line $i; i=$((i+1)); done")).Observer.AllGoneAsync();

        Assert.Equal(string.Concat(Enumerable.Range(0, 20000).Select(number => $"line {number}\n")), box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task Standard_output_and_error_of_one_file_keep_their_order()
    {
        using var box = new Sandbox();
        var order = box.Shell("for i in 1 2 3 4 5 6 7 8 9; do echo out $i; echo err $i >&2; done") with { ErrorFile = box.OutFile };

        await box.Launch(order).Observer.AllGoneAsync();

        Assert.Equal(string.Concat(Enumerable.Range(1, 9).Select(number => $"out {number}\nerr {number}\n")), box.Output);
    }

    [Fact(Timeout = 60000)]
    public async Task An_unfinished_line_is_in_the_file_at_once()
    {
        using var box = new Sandbox();

        box.Launch(box.Shell("printf unfinished; exec sleep 1000"));

        await Until.TrueAsync(() => box.Output == "unfinished");
    }

    [Fact(Timeout = 60000)]
    public async Task Output_without_a_file_is_discarded()
    {
        using var box = new Sandbox();
        var order = box.Shell("x=$(readlink /proc/$$/fd/1); echo $x >&2; echo gone") with { OutFile = null, ErrorFile = $"{box.Home}/deep/new/err.log" };

        await box.Launch(order).Observer.AllGoneAsync();

        Assert.Equal("/dev/null\n", await File.ReadAllTextAsync(order.ErrorFile!));
    }

    [Fact(Timeout = 60000)]
    public async Task A_file_that_was_emptied_or_extended_from_outside_is_continued_at_its_end()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("echo one; until [ -e two ]; do sleep 0.01; done; echo two; until [ -e three ]; do sleep 0.01; done; echo three; exec sleep 1000"));
        await Until.TrueAsync(() => box.Output == "one\n");

        await File.WriteAllTextAsync(box.OutFile, "");
        await File.WriteAllTextAsync($"{box.Home}/two", "");
        await Until.TrueAsync(() => box.Output == "two\n");
        await File.AppendAllTextAsync(box.OutFile, "note\n");
        await File.WriteAllTextAsync($"{box.Home}/three", "");

        await Until.TrueAsync(() => box.Output == "two\nnote\nthree\n");
    }

    [Fact(Timeout = 60000)]
    public async Task A_log_is_emptied_under_a_running_writer()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("i=0; while :; do i=$((i+1)); echo line $i; done"));
        for (var round = 0; round < 50; round++)
        {
            await Until.TrueAsync(() => new FileInfo(box.OutFile) is { Exists: true, Length: > 0 });
            box.Host.Logs.Truncate(box.OutFile);
        }

        await Until.TrueAsync(() => new FileInfo(box.OutFile).Length > 0);
        Assert.DoesNotContain('\0', await File.ReadAllTextAsync(box.OutFile));
        box.Host.Logs.Truncate($"{box.Home}/no-such.log");
        Assert.False(File.Exists($"{box.Home}/no-such.log"));
    }

    [Theory(Timeout = 60000)]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_writes_to_a_new_file_when_the_log_was_deleted_or_renamed(bool shared)
    {
        using var box = new Sandbox();
        var order = box.Shell("echo out; echo error >&2");
        order = shared ? order with { ErrorFile = order.OutFile } : order;
        var expected = shared ? "out\nerror\n" : "out\n";
        await box.Launch(order).Observer.AllGoneAsync();

        File.Delete(box.OutFile);
        await box.Launch(order with { Attempt = 2 }).Observer.AllGoneAsync();
        var afterDeletion = box.Output;
        File.Move(box.OutFile, $"{box.Home}/old.log");
        await box.Launch(order with { Attempt = 3 }).Observer.AllGoneAsync();

        Assert.Equal(expected, afterDeletion);
        Assert.Equal(expected, await File.ReadAllTextAsync($"{box.Home}/old.log"));
        Assert.Equal(expected, box.Output);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(box.OutFile));
    }

    [Fact(Timeout = 60000)]
    public async Task Emptying_a_log_that_was_deleted_or_renamed_makes_it_anew()
    {
        using var box = new Sandbox();
        box.Launch(box.Shell("echo one; for word in two three; do until [ -e $word ]; do sleep 0.01; done; echo $word; done; exec sleep 1000"));
        await Until.TrueAsync(() => box.Output == "one\n");

        File.Delete(box.OutFile);
        box.Host.Logs.Truncate(box.OutFile);
        Assert.Equal("", box.Output);
        await File.WriteAllTextAsync($"{box.Home}/two", "");
        await Until.TrueAsync(() => box.Output == "two\n");
        File.Move(box.OutFile, $"{box.Home}/old.log");
        box.Host.Logs.Truncate(box.OutFile);
        await File.WriteAllTextAsync($"{box.Home}/three", "");
        await Until.TrueAsync(() => box.Output == "three\n");

        Assert.Equal("two\n", await File.ReadAllTextAsync($"{box.Home}/old.log"));
    }

    [Fact(Timeout = 60000)]
    public async Task A_log_that_is_renamed_again_and_again_loses_and_tears_nothing()
    {
        using var box = new Sandbox();
        var (_, observer) = box.Launch(box.Shell("exec seq 1 2000000"));
        var parts = new List<string>();
        while (!observer.ExitedAsync.IsCompleted)
        {
            parts.Add($"{box.Home}/part{parts.Count}");
            await Until.TrueAsync(() => new FileInfo(box.OutFile) is { Exists: true, Length: > 0 } || observer.ExitedAsync.IsCompleted);
            File.Move(box.OutFile, parts[^1]);
            box.Host.Logs.Truncate(box.OutFile);
        }

        await observer.AllGoneAsync();

        parts.Add(box.OutFile);
        Assert.True(parts.Count > 2);
        Assert.Equal(
            string.Concat(Enumerable.Range(1, 2000000).Select(number => $"{number}\n")),
            string.Concat(parts.Select(File.ReadAllText)));
    }

    [Fact(Timeout = 60000)]
    public async Task A_log_that_became_a_directory_is_refused()
    {
        using var box = new Sandbox();
        var order = box.Shell("echo hello; exec sleep 1000");
        var (process, observer) = box.Launch(order);
        await Until.TrueAsync(() => box.Output == "hello\n");
        File.Delete(box.OutFile);
        Directory.CreateDirectory(box.OutFile);

        Assert.Throws<IOException>(() => box.Host.Logs.Truncate(box.OutFile));
        process.KillTree();
        await observer.AllGoneAsync();
        var refusal = Assert.Throws<LaunchException>(() => box.Launch(order with { Attempt = 2 }));
        Directory.Delete(box.OutFile);
        box.Launch(order with { Attempt = 3 });

        Assert.Contains($"{box.OutFile} is a directory", refusal.Message);
        await Until.TrueAsync(() => box.Output == "hello\n");
    }

    [Fact(Timeout = 60000)]
    public async Task A_restarted_app_goes_on_in_the_same_file_or_in_a_new_one()
    {
        using var box = new Sandbox();
        var order = box.Shell("echo hello");

        await box.Launch(order).Observer.AllGoneAsync();
        await box.Launch(order with { Attempt = 2 }).Observer.AllGoneAsync();
        await box.Launch(order with { Attempt = 3, OutFile = $"{box.Home}/new.log" }).Observer.AllGoneAsync();

        Assert.Equal("hello\nhello\n", box.Output);
        Assert.Equal("hello\n", await File.ReadAllTextAsync($"{box.Home}/new.log"));
    }
}
