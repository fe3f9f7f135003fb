using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>SIGKILL for an instance that a reload has just started.</summary>
internal sealed class KillDuringReload : Nemesis
{
    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.KillDuringReload;

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        var servers = rig.Steady.Where(app => app.Plane is not null).ToList();
        var server = servers[random.Next(servers.Count)];
        var before = Of(rig, server.Name);
        var reload = rig.Giver.ReloadAsync(server);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!reload.IsCompleted && await timer.WaitForNextTickAsync())
        {
            if (Of(rig, server.Name).Except(before).FirstOrDefault() is { Pid: > 0 } successor)
            {
                await rig.KillAsync(fault, Victim.Instance, successor, server.Name);
                break;
            }
        }

        await reload;
    }

    private static IReadOnlyList<ProcessIdentity> Of(Rig rig, string app) => [.. rig.Instances.Alive().Where(instance => instance.App == app).Select(instance => instance.Process)];
}
