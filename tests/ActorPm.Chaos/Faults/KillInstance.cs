using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>SIGKILL for an instance of an app that runs all the time; sometimes the daemon is killed at the same time, and its successor finds the slot empty.</summary>
internal sealed class KillInstance : Nemesis
{
    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.KillInstance;

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        await rig.Giver.Releases.WaitAsync();
        try
        {
            // The writer of big pieces is left alone: what it wrote of its last line when it died is its own doing.
            var alive = rig.Instances.Alive().Where(instance => rig.Steady.Any(app => app.Name == instance.App && app.Writing is not Workload.Writing.Big)).ToList();
            var (process, app, _) = alive[random.Next(alive.Count)];
            var since = History.Now;
            if (random.Next(3) == 0)
            {
                await rig.KillAsync(fault, Victim.Daemon);
                await rig.KillAsync(fault, Victim.Instance, process, app);
                await rig.ReviveAsync(since);
            }
            else
            {
                await rig.KillAsync(fault, Victim.Instance, process, app);
            }

            await rig.Giver.CheckAsync();
        }
        finally
        {
            rig.Giver.Releases.Release();
        }
    }
}
