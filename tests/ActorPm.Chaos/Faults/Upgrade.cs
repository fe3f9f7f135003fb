using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary><c>apm update</c> to a copy of the programs: it has to succeed, and afterwards the same daemon pid answers.</summary>
internal sealed class Upgrade : Nemesis
{
    private int _copies;

    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.Upgrade;

    /// <inheritdoc/>
    public override string? Missing(Rig rig) => rig.CanUpdate ? null : "this apm has no update";

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        var before = rig.Apm.Daemon;
        var (exitCode, output, error) = await rig.Apm.RunAsync("update", "--to", rig.CopyOfPrograms(_copies++ % 2));
        if (exitCode != 0)
        {
            rig.History.Add(new HistoryEvent.DaemonFailed(History.Now, $"an update to the same programs failed with exit code {exitCode}: {(error + output).Trim()}"));
        }
        else if (rig.Apm.Daemon != before)
        {
            rig.History.Add(new HistoryEvent.DaemonFailed(History.Now, $"after an update the daemon is another process: {before?.Pid} became {rig.Apm.Daemon?.Pid}"));
        }
    }
}
