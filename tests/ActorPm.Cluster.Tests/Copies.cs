using System.Diagnostics;
using System.Globalization;
using ActorPm.EndToEnd.Tests;

namespace ActorPm.Cluster.Tests;

/// <summary>
/// Watches how many copies of one program live at the same time, on whichever node: all nodes of a test share the processes of this machine. A copy that is stopped by a signal
/// does nothing; it counts again from the moment it goes on.
/// </summary>
internal sealed class Copies : IAsyncDisposable
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _end = new();
    private readonly Dictionary<int, TimeSpan> _firstSeen = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly string _program;
    private readonly Task _work;
    private TimeSpan _overlap;

    /// <summary>Begins to watch.</summary>
    /// <param name="program">How its command line ends: a word that no other process has.</param>
    public Copies(string program)
    {
        _program = program;
        _work = Task.Run(WatchAsync);
    }

    /// <summary>Since the beginning.</summary>
    public TimeSpan Now => _clock.Elapsed;

    /// <summary>How long more than one copy did something, in all.</summary>
    public TimeSpan Overlap
    {
        get
        {
            lock (_gate)
            {
                return _overlap;
            }
        }
    }

    /// <summary>Waits for a copy that was not there before.</summary>
    /// <param name="since">Before when.</param>
    /// <returns>How long after that it was seen.</returns>
    public async Task<TimeSpan> NextAfterAsync(TimeSpan since)
    {
        TimeSpan? seen = null;
        await Until.TrueAsync($"another copy of {_program}", () =>
        {
            lock (_gate)
            {
                seen = _firstSeen.Values.Where(first => first > since).Select(first => (TimeSpan?)first).Min();
                return seen is not null;
            }
        });
        return seen!.Value - since;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _work;
        _end.Dispose();
    }

    private async Task WatchAsync()
    {
        var before = TimeSpan.Zero;
        var wereTwo = false;
        while (!_end.IsCancellationRequested)
        {
            var pids = Directory.GetDirectories("/proc").Select(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0).Where(IsCopy).ToList();
            var now = _clock.Elapsed;
            var areTwo = pids.Count(IsActive) > 1;
            lock (_gate)
            {
                foreach (var pid in pids)
                {
                    _firstSeen.TryAdd(pid, now);
                }

                // Two in a row: for a moment, one may have been read before its end and the other after its beginning.
                _overlap += wereTwo && areTwo ? now - before : TimeSpan.Zero;
            }

            (before, wereTwo) = (now, areTwo);
            await Task.Delay(Look, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsCopy(int pid)
    {
        try
        {
            return pid > 0 && File.ReadAllText($"/proc/{pid}/cmdline").TrimEnd('\0').Replace('\0', ' ').EndsWith(_program, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended.
            return false;
        }
    }

    private static bool IsActive(int pid)
    {
        try
        {
            return !"TtZX".Contains(ManagedProcess.Status(pid, "State").Split('\t')[1][0], StringComparison.Ordinal);
        }
        catch (Exception ended) when (ended is IOException or InvalidOperationException)
        {
            return false;
        }
    }
}
