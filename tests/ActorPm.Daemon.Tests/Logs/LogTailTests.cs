using ActorPm.Daemon.Logs;

namespace ActorPm.Daemon.Tests.Logs;

public sealed class LogTailTests : IDisposable
{
    private readonly TempHome _home = new();

    public void Dispose() => _home.Dispose();

    [Theory]
    [InlineData("", 3, "")]
    [InlineData("a\nb\nc\n", 2, "b|c")]
    [InlineData("a\nb\nc", 2, "b|c")]
    [InlineData("a\nb\nc\n", 3, "a|b|c")]
    [InlineData("a\nb\nc\n", 99, "a|b|c")]
    [InlineData("a\n\n\n", 2, "")]
    [InlineData("a\n\nc\n", 2, "|c")]
    [InlineData("a", 1, "a")]
    public void The_last_lines_are_found(string text, int lines, string expected)
    {
        Assert.Equal(expected, string.Join('|', LogTail.LastLines(Written(text), lines)));
    }

    [Fact]
    public void No_lines_begin_at_the_end()
    {
        using var file = LogTail.TryOpen(Written("a\nb\n"))!;

        Assert.Equal(4, LogTail.StartOfLastLines(file, 0));
    }

    [Fact]
    public void Lines_are_found_across_blocks()
    {
        var lines = Enumerable.Range(0, 20_000).Select(n => $"line {n}").ToList();
        var path = Written(string.Join('\n', lines) + "\n");

        Assert.Equal(lines.TakeLast(15_000), LogTail.LastLines(path, 15_000));
    }

    [Fact]
    public void An_endless_line_is_cut()
    {
        var last = LogTail.LastLines(Written("short\n" + new string('x', 1_000_000)), 2);

        Assert.All(last, line => Assert.InRange(line.Length, 1, 4096));
    }

    [Fact]
    public void Bytes_that_are_no_text_do_no_harm()
    {
        var path = _home.File("binary.log");
        File.WriteAllBytes(path, [0xFF, 0xFE, (byte)'\n', 0x00, 0xC3]);

        Assert.Equal(2, LogTail.LastLines(path, 5).Count);
    }

    [Theory]
    [InlineData("missing.log")]
    [InlineData("missing/out.log")]
    public void A_log_that_does_not_exist_is_empty(string name)
    {
        Assert.Empty(LogTail.LastLines(_home.File(name), 5));
    }

    [Fact]
    public void The_null_device_is_empty()
    {
        Assert.Empty(LogTail.LastLines("/dev/null", 5));
    }

    private string Written(string text)
    {
        var path = _home.File("out.log");
        File.WriteAllText(path, text);
        return path;
    }
}
