using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>Makes one kind of fault and takes it back.</summary>
internal abstract class Nemesis
{
    /// <summary>Which.</summary>
    public abstract FaultKind Kind { get; }

    /// <summary>Why it cannot be made here, in a sentence; null when it can.</summary>
    public virtual string? Missing(Rig rig) => null;

    /// <summary>Makes the fault; returns when it is taken back and the daemon answers.</summary>
    public abstract Task StrikeAsync(Rig rig, PlannedFault fault, Random random);

    /// <summary>All there are.</summary>
    public static IReadOnlyDictionary<FaultKind, Nemesis> All { get; } = new Nemesis[]
    {
        new KillDaemon(), new KillGuard(), new KillBoth(), new KillInstance(), new KillDuringReload(), new StopDaemon(), new FillDisk(), new SlowDisk(), new JumpClock(),
        new Upgrade(), new BrokenUpgrade(), new ExhaustDescriptors(), new ReusePid(),
    }.ToDictionary(nemesis => nemesis.Kind);

    /// <summary>Lets a fault last.</summary>
    protected static async Task LastAsync(TimeSpan time)
    {
        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync();
    }
}
