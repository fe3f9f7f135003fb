using ActorPm.Core.Restarts;

namespace ActorPm.Processes;

/// <summary>
/// The seam between supervision and the operating system. Holds at most one live process tree per slot: whoever starts a slot whose
/// tree still lives is refused. All members may be called from any thread.
/// </summary>
public interface IProcessLauncher
{
    /// <summary>
    /// Starts a process in a session of its own and begins to collect its output. Takes well below a millisecond when nothing
    /// hangs: the caller waits until the kernel has accepted the program.
    /// </summary>
    /// <param name="order">What to start.</param>
    /// <param name="observer">Hears of its end; may be called before this method returns.</param>
    /// <exception cref="LaunchException">The program could not be started; the message says why in one sentence.</exception>
    IRunningProcess Launch(LaunchOrder order, IProcessObserver observer);

    /// <summary>
    /// The live process of a slot, with <paramref name="observer"/> in place of its earlier one; null when none lives. Finds what
    /// an earlier daemon left running (<see cref="AdoptSurvivors"/>) and what an earlier incarnation of an actor launched.
    /// When the main process ends while this is called, the observer hears of it all the same.
    /// </summary>
    IRunningProcess? Find(long serial, IProcessObserver observer);

    /// <summary>The live process of a slot, for somebody who does not become its observer; null when none lives.</summary>
    IRunningProcess? Look(long serial);

    /// <summary>
    /// Once, before anything is launched: takes over the processes that an earlier daemon of this home left alive, by their runtime
    /// records, each verified by boot, pid and start time. Processes that carry this home's mark and belong to no such slot are killed
    /// and gone when this returns.
    /// </summary>
    /// <returns>The slots with a live process now.</returns>
    IReadOnlyList<Survivor> AdoptSurvivors();

    /// <summary>What the runtime record of a slot, written in this boot, remembers; null when there is none.</summary>
    SlotMemory? Recall(long serial);

    /// <summary>Notes how a slot stands: how it came to rest, so that a later daemon of the same boot does not start it anew, or what it waits for.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    void Conclude(long serial, SlotMemory memory);

    /// <summary>Forgets a slot without a live process: closes its logs, removes its pipes and its record.</summary>
    void Forget(long serial);

    /// <summary>
    /// Once, when the list is known: forgets what an earlier daemon left of slots that are on no list and have no live process, in memory, in the runtime directory and at the
    /// guard. It had taken them off the list, and died before it could forget them; nobody will ask for them, as slot numbers are not used again.
    /// </summary>
    /// <param name="isListed">Whether a slot is on the list.</param>
    /// <returns>How many slots those were.</returns>
    int ForgetUnlisted(Func<long, bool> isListed);
}

/// <summary>A process that an earlier daemon left alive.</summary>
/// <param name="Serial">Its slot.</param>
/// <param name="Pid">Its process id.</param>
public sealed record Survivor(long Serial, int Pid);

/// <summary>What a slot's runtime record remembers over the death of a daemon.</summary>
/// <param name="Attempt">The newest launch.</param>
/// <param name="History">The restart counters.</param>
/// <param name="Conclusion">How it came to rest; null while it runs.</param>
public sealed record SlotMemory(int Attempt, RestartHistory History, SlotConclusion? Conclusion)
{
    /// <summary>When its newest process was launched; the default when none was.</summary>
    public DateTimeOffset StartedAt { get; init; }

    /// <summary>The restart that the slot waited for when its daemon became another program, counted already; null when it waited for none.</summary>
    public PendingRestart? Pending { get; init; }

    /// <summary>How that process ended, when nobody has drawn a conclusion from it yet; null while it lives, or when none was launched.</summary>
    public SlotEnding? Ending { get; init; }
}

/// <summary>How a slot's process ended.</summary>
/// <param name="Exit">How; unknown when it ended while no daemon lived and nobody kept its status.</param>
/// <param name="At">When, or when it was found to have ended.</param>
public sealed record SlotEnding(ActorPm.Core.Instances.ExitStatus Exit, DateTimeOffset At);

/// <summary>A restart that was decided and is to come.</summary>
/// <param name="Due">When.</param>
/// <param name="Cause">How the process before had ended.</param>
public sealed record PendingRestart(DateTimeOffset Due, ActorPm.Core.Instances.ExitStatus Cause);

/// <summary>How a slot came to rest.</summary>
/// <param name="Exit">How its last process ended.</param>
/// <param name="GiveUpReason">Why it was given up (<c>errored</c>); null when it ended as it should (<c>stopped</c>).</param>
/// <param name="By">Whether it ended by itself or was asked to.</param>
public sealed record SlotConclusion(ActorPm.Core.Instances.ExitStatus Exit, string? GiveUpReason, ConcludedBy By = ConcludedBy.Itself);

/// <summary>What brought a slot to rest.</summary>
public enum ConcludedBy
{
    /// <summary>Its process ended, and the restart policy let it rest.</summary>
    Itself,

    /// <summary>A stop, or the orderly end of the daemon: a later daemon starts it if it is wished to run.</summary>
    Request,
}
