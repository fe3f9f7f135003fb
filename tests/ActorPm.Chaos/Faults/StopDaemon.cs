using ActorPm.Chaos.Histories;
using ActorPm.Chaos.Observing;

namespace ActorPm.Chaos.Faults;

/// <summary>SIGSTOP for apmd for ten seconds: it looks alive and does nothing. Whoever guards it must not take it for dead and start another.</summary>
internal sealed class StopDaemon : Nemesis
{
    private static readonly TimeSpan Length = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.StopDaemon;

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        var daemon = rig.Apm.Daemon ?? throw new InvalidOperationException("There is no daemon.");
        Proc.Signal(daemon, Proc.Stop);
        await LastAsync(Length);
        Proc.Signal(daemon, Proc.Continue);
    }
}
