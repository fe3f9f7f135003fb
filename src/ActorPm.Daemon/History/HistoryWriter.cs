using ActorPm.Core.History;
using ActorPm.Processes;
using Microsoft.Data.Sqlite;
using Serilog;

namespace ActorPm.Daemon.History;

/// <summary>
/// The thread that writes the history: one transaction for all that has gathered, and after it a look at the limits. A disk that is full or broken costs
/// facts and nothing else: it says so once, tries again, and notes how many are missing.
/// </summary>
internal sealed class HistoryWriter : IDisposable
{
    private static readonly TimeSpan Linger = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan LastPatience = TimeSpan.FromSeconds(10);

    private readonly string _path;
    private readonly HistoryLimits _limits;
    private readonly HistoryQueue _queue;
    private readonly TimeProvider _clock;
    private readonly Thread _thread;
    private HistoryStore? _store;
    private long _lost;
    private long _reported;

    /// <summary>Begins to write.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limits">What bounds it.</param>
    /// <param name="queue">Where the facts come from.</param>
    /// <param name="clock">For the age of facts.</param>
    public HistoryWriter(string path, HistoryLimits limits, HistoryQueue queue, TimeProvider clock)
    {
        _path = path;
        _limits = limits;
        _queue = queue;
        _clock = clock;
        _thread = QuietThread.Start("history", Run);
    }

    /// <summary>Why facts cannot be written at the moment, in one sentence; null when they can.</summary>
    public string? Problem { get; private set; }

    /// <summary>Writes what is there, if that goes quickly, and ends.</summary>
    public void Dispose()
    {
        _queue.Close();
        _thread.Join(LastPatience);
    }

    private void Run()
    {
        while (_queue.Take(Linger, out var waiters) is { } taken)
        {
            foreach (var batch in taken.Chunk(HistoryStore.BatchFacts))
            {
                List<HistoryFact> facts = [.. batch.Select(pending => pending.Complete())];
                for (var pause = FirstPause; !TryWrite(facts); pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
                {
                    // Nobody waits for a disk that does not work.
                    Tell(waiters);
                    if (_queue.Rest(pause))
                    {
                        // The daemon ends: what the disk does not take now is lost.
                        return;
                    }
                }
            }

            Tell(waiters);
        }

        _store?.Dispose();
    }

    private bool TryWrite(List<HistoryFact> facts)
    {
        try
        {
            var store = _store ??= HistoryStore.Open(_path);
            store.Append(Settle(facts, store));
            _reported = _lost;
            store.Keep(_limits, _clock.GetUtcNow());
            if (Problem is not null)
            {
                Problem = null;
                Log.Information("The history is written again");
            }

            return true;
        }
        catch (Exception failure) when (failure is SqliteException or IOException or UnauthorizedAccessException)
        {
            _store?.Dispose();
            _store = null;
            Suffer(failure);
            return false;
        }
    }

    // What only the file can tell, and what the queue had to let go.
    private List<HistoryFact> Settle(List<HistoryFact> facts, HistoryStore store)
    {
        _lost = _queue.Dropped;
        List<HistoryFact> settled = _lost > _reported ? [new HistoryFact.FactsLost(_lost - _reported) { At = facts.Count > 0 ? facts[0].At : _clock.GetUtcNow() }] : [];
        HistoryFact? daemon = null;
        foreach (var fact in facts)
        {
            settled.Add(fact is HistoryFact.DaemonStarted started ? started with { How = started.Identity.After(started.Pid, daemon ?? store.NewestOfDaemon()) } : fact);
            daemon = fact is HistoryFact.DaemonStarted or HistoryFact.DaemonEnding ? settled[^1] : daemon;
        }

        return settled;
    }

    private void Suffer(Exception failure)
    {
        var isNews = Problem is null;
        try
        {
            if (HistoryStore.IsDamage(failure))
            {
                Log.Warning("The history {Path} is damaged ({Reason}); it was moved to {Aside}, and a new one begins", _path, failure.Message, HistoryStore.MoveAside(_path));
                Problem = "The history was damaged and begins anew.";
                return;
            }
        }
        catch (Exception stuck) when (stuck is IOException or UnauthorizedAccessException)
        {
            failure = stuck;
        }

        Problem = $"The newest facts could not be written to {_path}: {failure.Message}";
        if (isNews)
        {
            Log.Warning("The history {Path} cannot be written, which is tried again; apps are looked after as ever: {Reason}", _path, failure.Message);
        }
    }

    private static void Tell(IReadOnlyList<TaskCompletionSource> waiters)
    {
        foreach (var waiter in waiters)
        {
            waiter.TrySetResult();
        }
    }
}
