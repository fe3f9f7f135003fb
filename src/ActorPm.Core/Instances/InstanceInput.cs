using ActorPm.Core.Restarts;

namespace ActorPm.Core.Instances;

/// <summary>What may happen to an instance. A closed family.</summary>
public abstract record InstanceInput
{
    private InstanceInput()
    {
    }

    /// <summary>The user wishes it to run.</summary>
    public sealed record StartAsked : InstanceInput;

    /// <summary>The user wishes it not to run.</summary>
    public sealed record StopAsked : InstanceInput;

    /// <summary>The user wishes a fresh process.</summary>
    public sealed record RestartAsked : InstanceInput;

    /// <summary>A process of this slot was found alive: it outlived an earlier daemon, or an earlier incarnation of the actor.</summary>
    /// <param name="Attempt">Its launch.</param>
    /// <param name="Pid">Its process id.</param>
    /// <param name="Since">When it was started.</param>
    public sealed record Adopted(int Attempt, int Pid, DateTimeOffset Since) : InstanceInput;

    /// <summary>The launch succeeded.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Pid">The new process id.</param>
    public sealed record Spawned(int Attempt, int Pid) : InstanceInput;

    /// <summary>The process has shown that it is ready, as its spec asks; it may come later than its time to do so.</summary>
    /// <param name="Attempt">Which launch.</param>
    public sealed record BecameReady(int Attempt) : InstanceInput;

    /// <summary>Whether a process that has once been ready is so now.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Unready">Why not, for people; null when it is.</param>
    public sealed record ReadinessChanged(int Attempt, string? Unready) : InstanceInput;

    /// <summary>The process is not worth keeping: it is to be ended, and its end counts as a crash.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Reason">Why, for people.</param>
    public sealed record FoundIll(int Attempt, string Reason) : InstanceInput;

    /// <summary>The time to say so is over.</summary>
    /// <param name="Attempt">Which launch.</param>
    public sealed record ReadyTimeoutElapsed(int Attempt) : InstanceInput;

    /// <summary>The launch failed.</summary>
    /// <param name="Attempt">Which launch.</param>
    /// <param name="Reason">One sentence with the cause.</param>
    /// <param name="Failure">Whether the app is to blame.</param>
    public sealed record SpawnFailed(int Attempt, string Reason, StartFailure Failure = StartFailure.OfApp) : InstanceInput;

    /// <summary>The main process ended.</summary>
    /// <param name="Attempt">Of which launch.</param>
    /// <param name="Status">How.</param>
    /// <param name="Leftovers">Whether descendants outlive it.</param>
    public sealed record Exited(int Attempt, ExitStatus Status, Leftovers Leftovers) : InstanceInput;

    /// <summary>The last descendant of an ended process is gone.</summary>
    /// <param name="Attempt">Of which launch.</param>
    public sealed record TreeGone(int Attempt) : InstanceInput;

    /// <summary>The time to obey the polite signal is over.</summary>
    /// <param name="Attempt">Of which launch.</param>
    public sealed record KillTimeoutElapsed(int Attempt) : InstanceInput;

    /// <summary>The pause before a restart is over.</summary>
    /// <param name="Attempt">The launch that had ended.</param>
    public sealed record RestartDue(int Attempt) : InstanceInput;

    /// <summary>The supervisor's word after a failure: start again.</summary>
    /// <param name="Attempt">The launch that had ended.</param>
    /// <param name="Delay">After this pause.</param>
    /// <param name="Cause">How it had ended.</param>
    public sealed record RestartGranted(int Attempt, TimeSpan Delay, ExitStatus Cause) : InstanceInput;

    /// <summary>The supervisor's word after a failure: do not start again.</summary>
    /// <param name="Attempt">The launch that had ended.</param>
    /// <param name="GiveUpReason">Why it was given up (<c>errored</c>); null when it ended as it should (<c>stopped</c>).</param>
    public sealed record RestartDenied(int Attempt, string? GiveUpReason) : InstanceInput;
}

/// <summary>Whether descendants outlive a process that ended.</summary>
public enum Leftovers
{
    /// <summary>Nothing of it lives any more.</summary>
    None,

    /// <summary>At least one descendant lives.</summary>
    Some,
}
