using ActorPm.Core.History;
using ActorPm.Daemon.Metrics;

namespace ActorPm.Daemon.History;

/// <summary>The history of a home: what is noted, what writes it, what reads it.</summary>
internal sealed class HistoryLog : IDisposable
{
    /// <summary>How many facts may wait to be written.</summary>
    private const int Capacity = 8192;

    // Facts that cannot be written do not hold up who asks for those that are.
    private static readonly TimeSpan FlushPatience = TimeSpan.FromSeconds(1);

    private readonly HistoryQueue _queue = new(Capacity);
    private readonly HistoryWriter _writer;
    private readonly string _path;

    /// <summary>Opens the history of a home, in the background.</summary>
    /// <param name="home">The home.</param>
    /// <param name="limits">What bounds it.</param>
    /// <param name="meter">What processes used when they were last looked at.</param>
    /// <param name="clock">Gives the time.</param>
    public HistoryLog(DaemonHome home, HistoryLimits limits, UsageMeter meter, TimeProvider clock)
    {
        _path = home.HistoryPath;
        Recorder = new HistoryRecorder(home.Directory, _queue, meter, clock);
        _writer = new HistoryWriter(_path, limits, _queue, clock);
    }

    /// <summary>Takes facts.</summary>
    public HistoryRecorder Recorder { get; }

    /// <summary>Why the newest facts may be missing; null when all are written.</summary>
    public string? Problem => _writer.Problem;

    /// <summary>How many facts were let go, since the daemon began.</summary>
    public long Dropped => _queue.Dropped;

    /// <summary>Completes when all that was noted before is written, or cannot be: to be awaited before the process is replaced.</summary>
    public async Task FlushAsync()
    {
        if (Problem is null)
        {
            await Task.WhenAny(_queue.FlushAsync(), Task.Delay(FlushPatience));
        }
    }

    /// <summary>Facts, with all that was noted before the call, oldest first.</summary>
    public async Task<IReadOnlyList<HistoryEntry>> ReadAsync(HistoryQuery query)
    {
        await FlushAsync();
        return HistoryStore.Query(_path, query);
    }

    /// <inheritdoc/>
    public void Dispose() => _writer.Dispose();
}
