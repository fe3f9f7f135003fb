namespace ActorPm.Daemon.Upgrades;

/// <summary>
/// A program that took over has a time limit until it takes commands. The limit holds also for one that hangs: a thread of its own waits for it. Whoever is
/// first, the limit or the end of the start, is the only one who may act.
/// </summary>
internal sealed class UpgradeWatchdog : IDisposable
{
    private readonly ManualResetEventSlim _over = new();
    private int _settled;

    /// <summary>Begins to wait.</summary>
    /// <param name="limit">How long.</param>
    /// <param name="late">What to do when time is up, on the thread that waits.</param>
    public UpgradeWatchdog(TimeSpan limit, Action late) => new Thread(() =>
    {
        if (!_over.Wait(limit) && TrySettle())
        {
            late();
        }
    })
    {
        IsBackground = true, Name = "upgrade-watchdog",
    }.Start();

    /// <summary>Whether the caller is the first, and may act.</summary>
    public bool TrySettle() => Interlocked.Exchange(ref _settled, 1) == 0;

    /// <inheritdoc/>
    public void Dispose() => _over.Set();
}
