using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>SIGKILL for apmd, at whatever it is doing.</summary>
internal sealed class KillDaemon : Nemesis
{
    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.KillDaemon;

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        var since = History.Now;
        await rig.KillAsync(fault, Victim.Daemon);
        await rig.ReviveAsync(since);
    }
}
