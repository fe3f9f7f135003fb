using System.Text;
using ActorPm.Processes.Output;

namespace ActorPm.Processes.Tests;

public sealed class LogReaderSpecs
{
    [Fact(Timeout = 60000)]
    public async Task A_reader_is_woken_by_writing_and_by_emptying()
    {
        using var box = new Sandbox();
        using var reader = box.Host.Logs.Read(box.OutFile);
        Assert.Equal("", await RestAsync(reader));
        var waiting = reader.WaitAsync(default);
        Assert.False(waiting.IsCompleted);

        box.Launch(box.Shell("echo one; until [ -e two ]; do sleep 0.01; done; echo two; exec sleep 1000"));
        await waiting;
        var text = new StringBuilder();
        await Until.TrueAsync(async () => text.Append(await RestAsync(reader)).ToString() == "one\n");
        var emptied = reader.WaitAsync(default);
        Assert.False(emptied.IsCompleted);
        box.Host.Logs.Truncate(box.OutFile);
        await emptied;
        Assert.Equal("", await RestAsync(reader));
        await File.WriteAllTextAsync($"{box.Home}/two", "");

        await Until.TrueAsync(async () => text.Append(await RestAsync(reader)).ToString() == "one\ntwo\n");
        using var cancellation = new CancellationTokenSource();
        var cancelled = reader.WaitAsync(cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
    }

    [Fact(Timeout = 60000)]
    public async Task A_reader_that_steps_back_gets_the_same_bytes_again()
    {
        using var box = new Sandbox();
        await File.WriteAllTextAsync(box.OutFile, "one\ntwo\n");
        using var reader = box.Host.Logs.Read(box.OutFile);
        reader.Start(file => file.Length - 4);
        var buffer = new byte[100];

        Assert.Equal(4, await reader.ReadAsync(buffer, default));
        reader.Unread(2);

        Assert.Equal(2, await reader.ReadAsync(buffer, default));
        Assert.Equal("o\n", Encoding.UTF8.GetString(buffer, 0, 2));
    }

    [Fact(Timeout = 60000)]
    public async Task A_reader_gets_each_line_once_over_many_rotations()
    {
        using var box = new Sandbox(logs: Sandbox.RotatedAt(256 * 1024));
        using var reader = box.Host.Logs.Read(box.OutFile);
        var (_, observer) = box.Launch(box.Shell("exec seq 1 500000"));
        var text = new StringBuilder();
        var ended = observer.AllGoneAsync();

        while (!ended.IsCompleted)
        {
            text.Append(await RestAsync(reader));
            await Task.WhenAny(reader.WaitAsync(default), ended);
        }

        text.Append(await RestAsync(reader));
        Assert.True(box.Rotated().Count > 5);
        Assert.Equal(string.Concat(Enumerable.Range(1, 500000).Select(number => $"{number}\n")), text.ToString());
    }

    [Fact(Timeout = 60000)]
    public async Task A_reader_that_comes_late_finds_the_files_that_followed_unpacked()
    {
        var limits = Sandbox.RotatedAt(64 * 1024);
        using var box = new Sandbox(logs: limits with { Rotation = limits.Rotation with { Compression = Core.Logs.LogCompression.Gzip } });
        using var reader = box.Host.Logs.Read(box.OutFile);
        box.Launch(box.Shell("echo 0; until [ -e go ]; do sleep 0.01; done; seq 1 100000; touch done; exec sleep 1000"));
        var text = new StringBuilder();
        await Until.TrueAsync(async () => text.Append(await RestAsync(reader)).ToString() == "0\n");
        await File.WriteAllTextAsync($"{box.Home}/go", "");
        await Until.TrueAsync(() => File.Exists($"{box.Home}/done") && box.Host.Logs.Counters(box.OutFile).WrittenBytes == 588897);

        text.Append(await RestAsync(reader));

        Assert.Equal(string.Concat(Enumerable.Range(0, 100001).Select(number => $"{number}\n")), text.ToString());
        await Until.TrueAsync(() => box.Rotated() is { Count: > 1 } files && files.All(file => file.EndsWith(".gz", StringComparison.Ordinal)));
    }

    private static async Task<string> RestAsync(ILogReader reader)
    {
        var text = new StringBuilder();
        var buffer = new byte[10_000];
        int read;
        while ((read = await reader.ReadAsync(buffer, default)) > 0)
        {
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return text.ToString();
    }
}
