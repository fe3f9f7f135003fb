using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary><c>apm update</c> to an apmd that exits, is no program, or never answers: it has to fail, and the old programs go on.</summary>
internal sealed class BrokenUpgrade : Nemesis
{
    private static readonly string[] Programs = ["#!/bin/sh\nexit 1\n", "\u007fELF and no more\n", "#!/bin/sh\nexec sleep 1000\n"];

    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.BrokenUpgrade;

    /// <inheritdoc/>
    public override string? Missing(Rig rig) => rig.CanUpdate ? null : "this apm has no update";

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        var folder = rig.BrokenCopyOfPrograms(Programs[random.Next(Programs.Length)]);
        var (exitCode, _, _) = await rig.Apm.RunAsync("update", "--to", folder);
        if (exitCode == 0)
        {
            rig.History.Add(new HistoryEvent.DaemonFailed(History.Now, "an update to programs that do not run returned 0"));
        }

        if (!await rig.Apm.AnswersAsync())
        {
            rig.History.Add(new HistoryEvent.DaemonFailed(History.Now, "the daemon does not answer after an update that failed"));
            await rig.ReviveAsync(History.Now);
        }
    }
}
