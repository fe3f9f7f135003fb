using System.Text;
using ActorPm.Cli.Logs;
using ActorPm.Core.Logs;

namespace ActorPm.Cli.Tests.Logs;

public sealed class LogFrameReaderTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(100_000)]
    public async Task Frames_come_whole_however_the_stream_is_torn(int pieceLength)
    {
        var big = new string('x', LogFrame.MaxLength);
        var bytes = Frame(0, LogStream.Out, "web", "one\n").Concat(Frame(3, LogStream.Error, "my app", big)).Concat(Frame(0, LogStream.Out, "web", "\n\n")).ToArray();
        var reader = new LogFrameReader(new TornStream(bytes, pieceLength));
        var read = new List<(int, LogStream, string, string)>();

        do
        {
            while (reader.TryTake(out var frame, out var text))
            {
                read.Add((frame.PmId, frame.Stream, frame.Name, Encoding.UTF8.GetString(text.Span)));
            }
        }
        while (await reader.FillAsync(CancellationToken.None));

        Assert.Equal([(0, LogStream.Out, "web", "one\n"), (3, LogStream.Error, "my app", big), (0, LogStream.Out, "web", "\n\n")], read);
        Assert.False(reader.HasPart);
    }

    [Fact]
    public async Task A_stream_that_was_cut_leaves_a_part()
    {
        var reader = new LogFrameReader(new MemoryStream(Frame(0, LogStream.Out, "web", "one\n")[..^1]));

        await reader.FillAsync(CancellationToken.None);

        Assert.False(reader.TryTake(out _, out _));
        Assert.True(reader.HasPart);
    }

    [Theory]
    [InlineData("what is this\n")]
    [InlineData("0 out 99999999 web\n")]
    public async Task Bytes_that_are_no_frames_are_a_failure(string text)
    {
        var reader = new LogFrameReader(new MemoryStream(Encoding.UTF8.GetBytes(text)));
        await reader.FillAsync(CancellationToken.None);

        Assert.Throws<CommandFailure>(() => reader.TryTake(out _, out _));
    }

    [Fact]
    public async Task A_head_without_end_is_a_failure()
    {
        var reader = new LogFrameReader(new MemoryStream(new byte[LogFrame.MaxHeadLength]));
        await reader.FillAsync(CancellationToken.None);

        Assert.Throws<CommandFailure>(() => reader.TryTake(out _, out _));
    }

    private static byte[] Frame(int id, LogStream stream, string name, string text) =>
        [.. new LogFrame(id, stream, Encoding.UTF8.GetByteCount(text), name).ToHead(), .. Encoding.UTF8.GetBytes(text)];

    private sealed class TornStream(byte[] bytes, int pieceLength) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, pieceLength)], cancellationToken);
    }
}
