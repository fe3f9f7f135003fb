using ActorPm.Core.Instances;

namespace ActorPm.Processes;

/// <summary>
/// Hears of the end of a process. Called on the event thread, which serves every process of the daemon: pass the news on and return.
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
}
