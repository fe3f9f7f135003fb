using ActorPm.Core.Instances;

namespace ActorPm.Core.Guard;

/// <summary>What may happen to a guard.</summary>
public abstract record GuardInput
{
    private GuardInput()
    {
    }

    /// <summary>The guard holds its home and may start.</summary>
    public sealed record Begin : GuardInput;

    /// <summary>A daemon holds the home that is not the guard's child.</summary>
    public sealed record Found : GuardInput;

    /// <summary>The daemon, the child or the one that was found, said something.</summary>
    /// <param name="Message">What.</param>
    public sealed record Said(GuardMessage Message) : GuardInput;

    /// <summary>The daemon is gone.</summary>
    /// <param name="Status">How it ended; unknown when it was not the guard's child.</param>
    public sealed record Died(ExitStatus Status) : GuardInput;

    /// <summary>The system refused to start the daemon.</summary>
    /// <param name="Reason">One sentence with cause and cure.</param>
    public sealed record CouldNotStart(string Reason) : GuardInput;

    /// <summary>A signal that asks for an orderly end reached the guard.</summary>
    /// <param name="Signal">Its number.</param>
    public sealed record EndAsked(int Signal) : GuardInput;

    /// <summary><see cref="GuardContract.Heartbeat"/> has passed for the guard. A guard that was itself stopped counts that time once.</summary>
    public sealed record Tick : GuardInput;

    /// <summary><see cref="GuardState.Due"/> may be reached.</summary>
    public sealed record TimePassed : GuardInput;

    /// <summary>The first of <see cref="GuardState.Fences"/> may be due.</summary>
    /// <param name="SinceBoot">The time since boot, sleep included.</param>
    public sealed record FenceReached(TimeSpan SinceBoot) : GuardInput;
}
