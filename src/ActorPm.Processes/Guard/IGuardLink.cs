using ActorPm.Core.Guard;

namespace ActorPm.Processes.Guard;

/// <summary>The daemon's line to the guard that watches over it. All may be called from any thread, do not wait, and do nothing while no guard listens.</summary>
public interface IGuardLink
{
    /// <summary>Whether a guard listens.</summary>
    bool IsConnected { get; }

    /// <summary>The daemon takes commands; a guard that comes later is told so too.</summary>
    void SayReady();

    /// <summary>The daemon is alive; to be said each <see cref="GuardContract.Heartbeat"/> by whoever would hang with the rest of it.</summary>
    void SayAlive();

    /// <summary>The daemon is about to become another program in this process.</summary>
    /// <param name="program">What it becomes, absolute.</param>
    /// <param name="within">How long it may take until that is ready.</param>
    void SayUpgrading(string program, TimeSpan within);

    /// <summary>Which guard there is that ends processes in the daemon's place: another number for each one that was greeted; 0 while none, or an older one, listens.</summary>
    int FencingGuard { get; }

    /// <summary>Processes are to be ended by the guard at a time, unless another one is said later.</summary>
    /// <param name="deadline">When, since boot (<see cref="BootClock"/>).</param>
    /// <param name="processes">Which, any number.</param>
    /// <returns>Whether the guard was told of all; not when it is held up, or <see cref="FencingGuard"/> is 0.</returns>
    bool SayFence(TimeSpan deadline, IReadOnlyList<FencedProcess> processes);

    /// <summary>Processes need not be ended by the guard any longer.</summary>
    /// <returns>As <see cref="SayFence"/>.</returns>
    bool SayUnfence(IReadOnlyList<FencedProcess> processes);

    /// <summary>What the guard has ended since the last call.</summary>
    IReadOnlyList<FencedProcess> TakeFenced();

    /// <summary>The daemon ends because it was told to, and is not to be started again.</summary>
    void SayLeaving();
}
