using ActorPm.Core.Instances;

namespace ActorPm.Processes;

/// <summary>
/// Hears of the end of a process and of what it says. Called on the event thread, which serves every process of the daemon: pass the news on and return.
/// </summary>
public interface IProcessObserver
{
    /// <summary>The main process ended. Called once; all that it had written is in its log files by then.</summary>
    /// <param name="attempt">The launch.</param>
    /// <param name="status">How it ended.</param>
    /// <param name="leftovers">Whether descendants outlive it. If so, <see cref="TreeGone"/> follows when the last is gone.</param>
    void Exited(int attempt, ExitStatus status, Leftovers leftovers);

    /// <summary>The last of the descendants that outlived the main process is gone. Called at most once, after <see cref="Exited"/>.</summary>
    /// <param name="attempt">The launch.</param>
    void TreeGone(int attempt);

    /// <summary>
    /// The app sent a message over its channel. All that it sent comes before <see cref="Exited"/>. To be disposed of when it is dealt with, on
    /// any thread: while 1,024 messages or 4 MiB are not, no more is read, and the app's own queue grows instead of the daemon's.
    /// </summary>
    void Message(ChannelMessage message);

    /// <summary>
    /// The app closed its channel, or is about to end; nothing can be sent to it any more. Called at most once, and not at all when
    /// <see cref="Exited"/> comes first.
    /// </summary>
    /// <param name="attempt">The launch.</param>
    void ChannelClosed(int attempt);
}
