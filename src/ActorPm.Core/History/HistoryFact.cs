using ActorPm.Core.Instances;

namespace ActorPm.Core.History;

/// <summary>
/// Something that happened, worth remembering longer than the state that it led to: what <c>apm history</c> lists and <c>apm why</c> tells from. A closed
/// family, extend only: a case is never renamed, and a member never changes its meaning.
/// </summary>
public abstract record HistoryFact
{
    private HistoryFact()
    {
    }

    /// <summary>When it happened.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The app it happened to, by the name that it had then; null for the daemon itself.</summary>
    public string? App { get; init; }

    /// <summary>The instance; null where an app as a whole or the daemon is meant.</summary>
    public InstancePlace? Place { get; init; }

    /// <summary>A process was started.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Pid">Its process id.</param>
    public sealed record Started(int Attempt, int Pid) : HistoryFact;

    /// <summary>A process could not be started.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Reason">One sentence with the cause.</param>
    public sealed record StartFailed(int Attempt, string Reason) : HistoryFact;

    /// <summary>A process has shown that it is ready, as its spec asks.</summary>
    /// <param name="Attempt">Which launch.</param>
    public sealed record BecameReady(int Attempt) : HistoryFact;

    /// <summary>Whether a process may be given requests has changed.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Unready">Why not, for people; null when it may.</param>
    public sealed record ReadinessChanged(int Attempt, string? Unready) : HistoryFact;

    /// <summary>A process was found not to be worth keeping, and is being ended.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record FoundIll(int Attempt, string Reason) : HistoryFact;

    /// <summary>A process had not ended when its time to stop was over, and was killed.</summary>
    /// <param name="Attempt">Which launch.</param>
    public sealed record StopOverdue(int Attempt) : HistoryFact;

    /// <summary>A main process ended.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Pid">Its process id; 0 when it is not known any more.</param>
    /// <param name="Status">How; unknown when nobody who could learn it was there.</param>
    /// <param name="By">What brought its end.</param>
    /// <param name="Uptime">How long it had run; null when unknown.</param>
    public sealed record Exited(int Attempt, int Pid, ExitStatus Status, EndedBy By, TimeSpan? Uptime) : HistoryFact
    {
        /// <summary>What its tree held when it was last looked at; null when it never was.</summary>
        public long? MemoryBytes { get; init; }

        /// <summary>The last lines of its standard error, or of its standard output when it wrote none there; bounded by <see cref="LastWords"/>.</summary>
        public IReadOnlyList<string> LastLines { get; init; } = [];
    }

    /// <summary>A daemon, or an actor that was restarted, found the process alive and goes on with it.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Pid">Its process id.</param>
    /// <param name="StartedAt">When it had been started.</param>
    public sealed record Adopted(int Attempt, int Pid, DateTimeOffset StartedAt) : HistoryFact;

    /// <summary>The restart policy brings an instance back whose process ended unasked.</summary>
    /// <param name="Attempt">The launch that ended.</param>
    /// <param name="Delay">After this pause; zero for at once.</param>
    /// <param name="FailedStarts">How many starts in a row have failed by now; 0 when this one had lived long enough.</param>
    public sealed record RestartScheduled(int Attempt, TimeSpan Delay, int FailedStarts) : HistoryFact;

    /// <summary>The restart policy lets an instance rest: it ended as it should.</summary>
    /// <param name="Attempt">The launch that ended.</param>
    public sealed record Rested(int Attempt) : HistoryFact;

    /// <summary>The restart policy has given an instance up.</summary>
    /// <param name="Attempt">The launch that ended.</param>
    /// <param name="Reason">Why, in one sentence.</param>
    public sealed record GaveUp(int Attempt, string Reason) : HistoryFact;

    /// <summary>The daemon itself asks for a fresh process: watched files, the calendar, the memory limit.</summary>
    /// <param name="Cause">The second half of a sentence: it is restarted because ….</param>
    public sealed record RestartCaused(string Cause) : HistoryFact;

    /// <summary>Somebody gave a command, and it was taken.</summary>
    /// <param name="Text">The verb and what it was applied to; never values of variables.</param>
    /// <param name="Effect">What it means for the instances.</param>
    /// <param name="Serials">Their slots; of a reload those of the new instances.</param>
    /// <param name="By">Who.</param>
    public sealed record CommandGiven(string Text, CommandEffect Effect, IReadOnlyList<long> Serials, CommandOrigin By) : HistoryFact;

    /// <summary>A step of a reload: a new instance stands in the place of an old one.</summary>
    /// <param name="Old">The slot that leaves.</param>
    /// <param name="New">The slot that has come.</param>
    public sealed record SlotReplaced(long Old, long New) : HistoryFact;

    /// <summary>A reload is over, or waits for the user's word.</summary>
    /// <param name="Result">How.</param>
    /// <param name="Replaced">How many instances are new and stay so.</param>
    /// <param name="Total">How many were to be.</param>
    /// <param name="Reason">Why it did not complete; null when it did.</param>
    public sealed record ReloadEnded(ReloadResult Result, int Replaced, int Total, string? Reason) : HistoryFact;

    /// <summary>A daemon began to work.</summary>
    /// <param name="Version">Its version.</param>
    /// <param name="Pid">Its process id.</param>
    /// <param name="How">What had become of the one before it.</param>
    /// <param name="Identity">The process for certain: boot id, pid and start time. A daemon that replaces itself in place keeps it.</param>
    public sealed record DaemonStarted(string Version, int Pid, DaemonBeginning How, DaemonIdentity Identity) : HistoryFact;

    /// <summary>The daemon begins to end in order: every app is stopped.</summary>
    /// <param name="By">Who asked for it; null for a signal.</param>
    public sealed record DaemonEnding(CommandOrigin? By) : HistoryFact;

    /// <summary>Here facts are missing: they came faster than the disk took them.</summary>
    /// <param name="Count">How many.</param>
    public sealed record FactsLost(long Count) : HistoryFact;
}
