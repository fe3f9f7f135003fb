using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>SIGKILL for guard and daemon: nobody is left but the apps.</summary>
internal sealed class KillBoth : Nemesis
{
    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.KillBoth;

    /// <inheritdoc/>
    public override string? Missing(Rig rig) => rig.Apm.Guard is null ? "this daemon has no guard" : null;

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        var since = History.Now;
        await rig.KillAsync(fault, Victim.Guard);
        await rig.KillAsync(fault, Victim.Daemon);
        await rig.ReviveAsync(since);
    }
}
