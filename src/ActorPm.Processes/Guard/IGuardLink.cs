namespace ActorPm.Processes.Guard;

/// <summary>The daemon's line to the guard that watches over it. All may be called from any thread, do not wait, and do nothing while no guard listens.</summary>
public interface IGuardLink
{
    /// <summary>Whether a guard listens.</summary>
    bool IsConnected { get; }

    /// <summary>The daemon takes commands; a guard that comes later is told so too.</summary>
    void SayReady();

    /// <summary>The daemon is alive; to be said each <see cref="Core.Guard.GuardContract.Heartbeat"/> by whoever would hang with the rest of it.</summary>
    void SayAlive();

    /// <summary>The daemon is about to become another program in this process.</summary>
    /// <param name="program">What it becomes, absolute.</param>
    /// <param name="within">How long it may take until that is ready.</param>
    void SayUpgrading(string program, TimeSpan within);

    /// <summary>The daemon ends because it was told to, and is not to be started again.</summary>
    void SayLeaving();
}
