namespace ActorPm.Core.Instances;

/// <summary>What the actor shall do after a transition, in order. A closed family.</summary>
public abstract record InstanceEffect
{
    private InstanceEffect()
    {
    }

    /// <summary>Start a process as this attempt, and report <see cref="InstanceInput.Spawned"/> or <see cref="InstanceInput.SpawnFailed"/>.</summary>
    /// <param name="Attempt">The number of the launch.</param>
    public sealed record Spawn(int Attempt) : InstanceEffect;

    /// <summary>Send the polite signal, to the tree or to the main process as the spec says.</summary>
    public sealed record SignalStop : InstanceEffect;

    /// <summary>Send SIGKILL to all that is left of the tree.</summary>
    public sealed record KillTree : InstanceEffect;

    /// <summary>Send SIGKILL to the main process alone.</summary>
    public sealed record KillMainProcess : InstanceEffect;

    /// <summary>Report <see cref="InstanceInput.KillTimeoutElapsed"/> after a while.</summary>
    /// <param name="After">How long from now.</param>
    public sealed record ArmKillTimer(TimeSpan After) : InstanceEffect;

    /// <summary>Report <see cref="InstanceInput.ReadyTimeoutElapsed"/> after a while.</summary>
    /// <param name="After">How long from now.</param>
    public sealed record ArmReadyTimer(TimeSpan After) : InstanceEffect;

    /// <summary>Report <see cref="InstanceInput.RestartDue"/> after a while.</summary>
    /// <param name="After">How long from now.</param>
    public sealed record ArmRestartTimer(TimeSpan After) : InstanceEffect;

    /// <summary>Forget all timers.</summary>
    public sealed record CancelTimers : InstanceEffect;

    /// <summary>Tell the launcher that the process of this slot is done with, leftovers included.</summary>
    public sealed record ReleaseProcess : InstanceEffect;

    /// <summary>Fail the actor, so that its supervisor decides.</summary>
    /// <param name="Crash">What happened.</param>
    public sealed record Fail(InstanceState.Crashed Crash) : InstanceEffect;
}
