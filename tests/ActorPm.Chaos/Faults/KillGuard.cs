using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>SIGKILL for the guard alone: the daemon and the apps must not notice. Afterwards the daemon is killed as well, so that the run goes on with a guard.</summary>
internal sealed class KillGuard : Nemesis
{
    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.KillGuard;

    /// <inheritdoc/>
    public override string? Missing(Rig rig) => rig.Apm.Guard is null ? "this daemon has no guard" : null;

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        await rig.KillAsync(fault, Victim.Guard);
        await LastAsync(TimeSpan.FromMilliseconds(random.Next(200, 2000)));
        if (!await rig.Apm.AnswersAsync())
        {
            rig.History.Add(new HistoryEvent.DaemonFailed(History.Now, "the daemon does not answer after its guard was killed"));
        }

        var since = History.Now;
        await rig.KillAsync(fault, Victim.Daemon);
        await rig.ReviveAsync(since);
    }
}
