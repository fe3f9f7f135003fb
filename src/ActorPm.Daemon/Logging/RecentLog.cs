using System.Globalization;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace ActorPm.Daemon.Logging;

/// <summary>The newest lines of the daemon's own log in memory, for those who look or follow; bounded, and never waits for a reader.</summary>
internal sealed class RecentLog : ILogEventSink
{
    /// <summary>How many lines are kept.</summary>
    public const int Kept = 200;

    private const int LongestLine = 4096;

    private readonly MessageTemplateTextFormatter _text = new(DaemonLog.Template, CultureInfo.InvariantCulture);
    private readonly Lock _gate = new();
    private readonly Queue<string> _lines = new(Kept);
    private readonly List<Channel<string>> _followers = [];

    /// <summary>What the log tells; may be changed at any time.</summary>
    public LoggingLevelSwitch Level { get; } = new();

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        _text.Format(logEvent, writer);
        lock (_gate)
        {
            foreach (var line in writer.ToString().TrimEnd('\n').Split('\n'))
            {
                Add(line.Length > LongestLine ? line[..LongestLine] : line);
            }
        }
    }

    /// <summary>The newest lines, oldest first.</summary>
    public IReadOnlyList<string> Last(int lines)
    {
        lock (_gate)
        {
            return [.. _lines.TakeLast(lines)];
        }
    }

    /// <summary>The newest lines, and then each as it is written. A reader that falls far behind loses the oldest of what it has not read.</summary>
    public async IAsyncEnumerable<string> FollowAsync(int lines, [EnumeratorCancellation] CancellationToken cancellation)
    {
        var channel = Channel.CreateBounded<string>(new BoundedChannelOptions(Kept * 5) { FullMode = BoundedChannelFullMode.DropOldest });
        IReadOnlyList<string> before;
        lock (_gate)
        {
            before = [.. _lines.TakeLast(lines)];
            _followers.Add(channel);
        }

        try
        {
            foreach (var line in before)
            {
                yield return line;
            }

            await foreach (var line in channel.Reader.ReadAllAsync(cancellation))
            {
                yield return line;
            }
        }
        finally
        {
            lock (_gate)
            {
                _followers.Remove(channel);
            }
        }
    }

    private void Add(string line)
    {
        if (_lines.Count == Kept)
        {
            _lines.Dequeue();
        }

        _lines.Enqueue(line);
        _followers.ForEach(follower => follower.Writer.TryWrite(line));
    }
}
