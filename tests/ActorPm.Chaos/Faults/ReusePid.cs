using System.Text.Json.Nodes;
using ActorPm.Chaos.Histories;
using ActorPm.Chaos.Observing;

namespace ActorPm.Chaos.Faults;

/// <summary>
/// What a record of a dead process is when its pid was given to another: while no daemon lives an instance is killed, and its record gets the pid of a
/// sentinel, whose start time is another one. The next daemon has to start the instance anew and leave the sentinel alone.
/// </summary>
internal sealed class ReusePid : Nemesis
{
    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.ReusePid;

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        await rig.Giver.Releases.WaitAsync();
        try
        {
            var loggers = rig.Instances.Alive().Where(instance => rig.Steady.Any(app => app.Name == instance.App && app is { Plane: null, Writing: Workload.Writing.Plain })).ToList();
            var (process, app, serial) = loggers[random.Next(loggers.Count)];
            var since = History.Now;
            var guard = rig.Apm.Guard;
            if (guard is { } held)
            {
                // It would start the next daemon before the record is written.
                Proc.Signal(held, Proc.Stop);
            }

            await rig.KillAsync(fault, Victim.Daemon);
            await rig.KillAsync(fault, Victim.Instance, process, app);
            var record = Path.Combine(rig.Apm.Home, $"run/{serial}.json");
            var json = JsonNode.Parse(await File.ReadAllTextAsync(record))!.AsObject();
            var pid = json.Single(field => field.Key.Equals("pid", StringComparison.OrdinalIgnoreCase)).Key;
            json[pid] = rig.Sentinels.Bait.Pid;
            await File.WriteAllTextAsync(record, json.ToJsonString());
            if (guard is { } freed)
            {
                Proc.Signal(freed, Proc.Continue);
            }

            await rig.ReviveAsync(since);
            await rig.Giver.CheckAsync();
        }
        finally
        {
            rig.Giver.Releases.Release();
        }
    }
}
