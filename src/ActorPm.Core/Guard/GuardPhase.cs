namespace ActorPm.Core.Guard;

/// <summary>What the guard knows its daemon to be doing. The moves are in <see cref="GuardMachine"/>.</summary>
public abstract record GuardPhase
{
    private GuardPhase()
    {
    }

    /// <summary>No daemon was started or found yet.</summary>
    public sealed record Idle : GuardPhase;

    /// <summary>A daemon was started and has not said that it takes commands.</summary>
    /// <param name="Program">What it runs from.</param>
    /// <param name="Purpose">Why it was started.</param>
    public sealed record Starting(string Program, StartPurpose Purpose) : GuardPhase;

    /// <summary>A daemon lives that this guard did not start; it need not speak to the guard.</summary>
    /// <param name="Program">What it runs from, by its own word if it has spoken.</param>
    public sealed record Attending(string Program) : GuardPhase;

    /// <summary>The daemon takes commands.</summary>
    /// <param name="Program">What it runs from.</param>
    /// <param name="Since">Since when.</param>
    /// <param name="SilentTicks">How many ticks of the guard have passed since it last said anything.</param>
    public sealed record Serving(string Program, TimeSpan Since, int SilentTicks) : GuardPhase;

    /// <summary>The daemon becomes another program.</summary>
    /// <param name="Program">What it runs from, by its last word.</param>
    /// <param name="To">What it said it would become.</param>
    /// <param name="Deadline">When it has to be ready.</param>
    public sealed record Becoming(string Program, string To, TimeSpan Deadline) : GuardPhase;

    /// <summary>The guard has killed the daemon and waits for its end.</summary>
    /// <param name="Reason">What it was killed for: <c>it had said nothing for 60 seconds</c>.</param>
    /// <param name="Next">What comes after.</param>
    public sealed record Killed(string Reason, AfterKill Next) : GuardPhase;

    /// <summary>The daemon said that it ends for good.</summary>
    public sealed record Leaving : GuardPhase;

    /// <summary>No daemon lives; the next one is started a little later.</summary>
    /// <param name="Program">The next one.</param>
    /// <param name="Until">When.</param>
    public sealed record Pausing(string Program, TimeSpan Until) : GuardPhase;

    /// <summary>The guard ends.</summary>
    public sealed record Ended : GuardPhase;
}

/// <summary>Why a daemon is started.</summary>
public enum StartPurpose
{
    /// <summary>The guard has just been started: whoever did waits for an answer, and a daemon that cannot start ends the guard.</summary>
    First,

    /// <summary>Its predecessor died.</summary>
    Again,

    /// <summary>The guard was told to end while no daemon lived: this one is to stop the apps that run on.</summary>
    OrderlyStop,
}

/// <summary>What follows a daemon that the guard killed.</summary>
public enum AfterKill
{
    /// <summary>The next one, by the rules for every death.</summary>
    Restart,

    /// <summary>The last good program, at once: an upgrade failed.</summary>
    LastGood,
}
