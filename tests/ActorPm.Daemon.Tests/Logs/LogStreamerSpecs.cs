using System.Text;
using ActorPm.Core.Logs;
using ActorPm.Daemon.Logs;
using ActorPm.Processes.Output;

namespace ActorPm.Daemon.Tests.Logs;

public sealed class LogStreamerSpecs : IDisposable
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly TempHome _home = new();
    private readonly FakeLogFiles _logs = new();
    private readonly CancellationTokenSource _ended = new(TimeSpan.FromSeconds(30));
    private readonly MemoryStream _output = new();
    private readonly LogStreamer _streamer;
    private readonly LogSource _source;

    public LogStreamerSpecs()
    {
        _streamer = new LogStreamer(_output, _logs, _ended.Token);
        _source = new LogSource(3, "web", LogStream.Error, _home.File("web-error.log"));
    }

    public void Dispose()
    {
        _streamer.Dispose();
        _ended.Dispose();
        _output.Dispose();
        _home.Dispose();
    }

    [Fact]
    public async Task The_last_lines_go_out_as_one_frame()
    {
        await File.WriteAllTextAsync(_source.Path, "a\nb\nc\n");

        using var reader = await _streamer.SendTailAsync(_source, 2);

        Assert.Equal([(new LogFrame(3, LogStream.Error, 4, "web"), "b\nc\n")], Frames());
    }

    [Fact]
    public async Task A_log_that_does_not_exist_sends_nothing()
    {
        using var reader = await _streamer.SendTailAsync(_source, 2);

        Assert.Empty(Frames());
    }

    [Fact]
    public async Task A_long_log_is_cut_at_the_ends_of_lines()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(n => $"line {n}\n"));
        await File.WriteAllTextAsync(_source.Path, text);

        await _streamer.SendTailAsync(_source, int.MaxValue);

        Assert.True(Frames().Count > 1);
        Assert.All(Frames(), frame => Assert.EndsWith("\n", frame.Text, StringComparison.Ordinal));
        Assert.All(Frames(), frame => Assert.InRange(frame.Head.Length, 1, LogFrame.MaxLength));
        Assert.Equal(text, string.Concat(Frames().Select(frame => frame.Text)));
    }

    [Fact]
    public async Task A_line_longer_than_a_piece_is_cut_anywhere()
    {
        var text = new string('x', (2 * LogFrame.MaxLength) + 5);
        await File.WriteAllTextAsync(_source.Path, text);

        await _streamer.SendTailAsync(_source, 1);

        Assert.Equal([LogFrame.MaxLength, LogFrame.MaxLength, 5], Frames().Select(frame => frame.Head.Length));
    }

    [Fact]
    public async Task Following_goes_on_where_the_tail_ended_and_begins_a_piece_with_what_the_last_one_left()
    {
        await File.WriteAllTextAsync(_source.Path, "old\n");
        var following = _streamer.FollowAsync(_source, await _streamer.SendTailAsync(_source, 0));

        await _logs.WaitedAsync();
        var beginning = new string('x', LogFrame.MaxLength - 4);
        await File.AppendAllTextAsync(_source.Path, "new\n" + beginning + "\nlast\n");
        _logs.Change();
        await _logs.WaitedAsync();
        await _ended.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => following.WaitAsync(_limit));
        Assert.Equal(["new\n", beginning + "\n", "last\n"], Frames().Select(frame => frame.Text));
        Assert.Equal(0, _logs.Readers);
    }

    [Fact]
    public async Task Frames_of_two_logs_never_run_into_each_other()
    {
        var other = new LogSource(4, "api", LogStream.Out, _home.File("api-out.log"));
        await File.WriteAllTextAsync(_source.Path, string.Concat(Enumerable.Repeat("web\n", 100_000)));
        await File.WriteAllTextAsync(other.Path, string.Concat(Enumerable.Repeat("api\n", 100_000)));

        await Task.WhenAll(_streamer.SendTailAsync(_source, int.MaxValue), _streamer.SendTailAsync(other, int.MaxValue));

        Assert.All(Frames(), frame => Assert.Equal(frame.Head.Length / 4, frame.Text.Split(frame.Head.Name + "\n").Length - 1));
        Assert.Equal(800_000, Frames().Sum(frame => frame.Head.Length));
    }

    [Fact]
    public async Task For_one_who_does_not_read_one_piece_is_held_and_not_one_of_each_log()
    {
        var sources = Enumerable.Range(0, 5).Select(id => new LogSource(id, "web", LogStream.Out, _home.File($"{id}.log"))).ToList();
        sources.ForEach(source => File.WriteAllText(source.Path, "line\n"));
        var reads = new TaskCompletionSource();
        using var streamer = new LogStreamer((_, _) => reads.Task, _logs, _ended.Token);

        var sending = sources.Select(source => streamer.SendTailAsync(source, 1)).ToList();

        Assert.Equal(1, _logs.Reads);
        reads.SetResult();
        await Task.WhenAll(sending).WaitAsync(_limit);
        Assert.Equal(2 * sources.Count, _logs.Reads);
    }

    private List<(LogFrame Head, string Text)> Frames()
    {
        var frames = new List<(LogFrame, string)>();
        var bytes = _output.ToArray().AsSpan();
        while (bytes.Length > 0)
        {
            var end = bytes.IndexOf((byte)'\n');
            var head = LogFrame.ParseHead(bytes[..end]);
            frames.Add((head, Encoding.UTF8.GetString(bytes.Slice(end + 1, head.Length))));
            bytes = bytes[(end + 1 + head.Length)..];
        }

        return frames;
    }

    /// <summary>Reads files as they are, and says that they have changed when the test says so.</summary>
    private sealed class FakeLogFiles : ILogFiles
    {
        private readonly System.Threading.Channels.Channel<bool> _waited = System.Threading.Channels.Channel.CreateUnbounded<bool>();
        private readonly System.Threading.Channels.Channel<bool> _changes = System.Threading.Channels.Channel.CreateUnbounded<bool>();

        public int Readers { get; private set; }

        public int Reads { get; private set; }

        public void Change() => _changes.Writer.TryWrite(true);

        public Task WaitedAsync() => _waited.Reader.ReadAsync().AsTask().WaitAsync(_limit);

        public ILogReader Read(string path)
        {
            Readers++;
            return new FakeReader(path, this);
        }

        public void Truncate(string path) => throw new NotSupportedException();

        public LogCounters Counters(string path) => throw new NotSupportedException();

        public Task ReopenAsync() => throw new NotSupportedException();

        public void Apply(LogLimits limits) => throw new NotSupportedException();

        private sealed class FakeReader(string path, FakeLogFiles logs) : ILogReader
        {
            private long _position;

            public void Start(Func<FileStream, long> position)
            {
                using var file = LogTail.TryOpen(path);
                _position = file is null ? 0 : position(file);
            }

            public ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellation)
            {
                logs.Reads++;
                using var file = LogTail.TryOpen(path);
                var read = file is null ? 0 : RandomAccess.Read(file.SafeFileHandle, buffer.Span, _position);
                _position += read;
                return ValueTask.FromResult(read);
            }

            public void Unread(int bytes) => _position -= bytes;

            public Task WaitAsync(CancellationToken cancellation)
            {
                logs._waited.Writer.TryWrite(true);
                return logs._changes.Reader.ReadAsync(cancellation).AsTask();
            }

            public void Dispose() => logs.Readers--;
        }
    }
}
