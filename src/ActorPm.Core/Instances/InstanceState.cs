using ActorPm.Core.Restarts;

namespace ActorPm.Core.Instances;

/// <summary>
/// Where an instance stands. A closed family: each state carries just the data that is true in it. Every state knows its attempt,
/// the number of the newest launch of this slot, so that messages about an older process can be told apart.
/// </summary>
public abstract record InstanceState
{
    private InstanceState(int attempt) => Attempt = attempt;

    /// <summary>The number of the newest launch: 0 before the first.</summary>
    public int Attempt { get; }

    /// <summary>At rest: nothing runs, and nothing is meant to.</summary>
    /// <param name="Attempt">The newest launch.</param>
    /// <param name="LastExit">How the last process ended; null when none ever ran.</param>
    public sealed record Stopped(int Attempt, ExitStatus? LastExit) : InstanceState(Attempt);

    /// <summary>A restarted incarnation of the actor, before its supervisor has said what shall become of it.</summary>
    /// <param name="Attempt">The newest launch.</param>
    public sealed record Recovering(int Attempt) : InstanceState(Attempt);

    /// <summary>The process is being started.</summary>
    /// <param name="Attempt">This launch.</param>
    public sealed record Launching(int Attempt) : InstanceState(Attempt);

    /// <summary>The process runs and has not yet said that it is ready, as its spec wants it to.</summary>
    /// <param name="Attempt">This launch.</param>
    /// <param name="Pid">Its process id.</param>
    /// <param name="Since">When it was started.</param>
    public sealed record AwaitingReady(int Attempt, int Pid, DateTimeOffset Since) : InstanceState(Attempt);

    /// <summary>The process runs.</summary>
    /// <param name="Attempt">This launch.</param>
    /// <param name="Pid">Its process id.</param>
    /// <param name="Since">When it was started.</param>
    public sealed record Online(int Attempt, int Pid, DateTimeOffset Since) : InstanceState(Attempt)
    {
        /// <summary>Whether it has shown that it is ready, as its spec asks; true where nothing is asked. False when it merely ran out of time to do so.</summary>
        public bool Proven { get; init; } = true;

        /// <summary>Why it may not be given requests now, for people; null when it may.</summary>
        public string? Unready { get; init; }

        /// <summary>Whether it may be given requests now.</summary>
        public bool IsReady => Unready is null;
    }

    /// <summary>The process was told to end, and it or one of its descendants still lives.</summary>
    /// <param name="Attempt">The launch that is being ended.</param>
    /// <param name="Pid">Its process id.</param>
    /// <param name="Then">What follows.</param>
    /// <param name="Exit">How the main process ended, once it has; descendants may outlive it.</param>
    public sealed record Stopping(int Attempt, int Pid, AfterStop Then, ExitStatus? Exit) : InstanceState(Attempt)
    {
        /// <summary>Why it is ended although nobody asked for that; null when somebody did.</summary>
        public Illness? Ill { get; init; }
    }

    /// <summary>The main process ended unasked; descendants that it left behind are being killed before anything else happens.</summary>
    /// <param name="Attempt">The launch that ended.</param>
    /// <param name="Exit">How it ended.</param>
    /// <param name="Uptime">How long it had run.</param>
    /// <param name="Asked">What the user asked for meanwhile; null when nothing.</param>
    public sealed record Collapsing(int Attempt, ExitStatus Exit, TimeSpan Uptime, AfterStop? Asked) : InstanceState(Attempt);

    /// <summary>The process ended unasked, nothing of it lives; the actor fails with this, and its supervisor decides.</summary>
    /// <param name="Attempt">The launch that ended.</param>
    /// <param name="Exit">How it ended.</param>
    /// <param name="Uptime">How long it had run.</param>
    public sealed record Crashed(int Attempt, ExitStatus Exit, TimeSpan Uptime) : InstanceState(Attempt);

    /// <summary>Waits out a pause before the next launch.</summary>
    /// <param name="Attempt">The launch that ended.</param>
    /// <param name="Due">When the next launch is due.</param>
    /// <param name="Cause">How it had ended.</param>
    public sealed record WaitingToRestart(int Attempt, DateTimeOffset Due, ExitStatus Cause) : InstanceState(Attempt);

    /// <summary>Given up: it does not run until the user starts it again.</summary>
    /// <param name="Attempt">The newest launch.</param>
    /// <param name="Reason">Why, in one sentence.</param>
    /// <param name="LastExit">How the last process ended.</param>
    public sealed record Errored(int Attempt, string Reason, ExitStatus LastExit) : InstanceState(Attempt);

    /// <summary>Whether a command that waits for a final state may answer now.</summary>
    public bool IsSettled => this is Stopped or Online or WaitingToRestart or Errored;
}

/// <summary>An instance was found not to be worth keeping.</summary>
/// <param name="Reason">Why, for people: <c>its liveness probe failed …</c></param>
/// <param name="Uptime">How long it had run; zero for one that never came up, so that it counts as a failed start.</param>
public sealed record Illness(string Reason, TimeSpan Uptime);

/// <summary>What follows a stop.</summary>
public enum AfterStop
{
    /// <summary>It rests.</summary>
    Rest,

    /// <summary>It is started again at once.</summary>
    Launch,

    /// <summary>The supervisor decides, as after a crash: it was found ill (<see cref="InstanceState.Stopping.Ill"/>).</summary>
    Fail,
}
