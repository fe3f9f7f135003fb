using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>The wall clock of apmd goes an hour or a day forth or back, and returns. The machine's clock is not touched.</summary>
internal sealed class JumpClock : Nemesis
{
    private static readonly TimeSpan[] Jumps = [TimeSpan.FromHours(1), TimeSpan.FromHours(-1), TimeSpan.FromDays(1), TimeSpan.FromDays(-1), TimeSpan.FromSeconds(90)];

    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.JumpClock;

    /// <inheritdoc/>
    public override string? Missing(Rig rig) => rig.Shim.Missing(rig.Apm);

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        rig.Shim.MoveClock(Jumps[random.Next(Jumps.Length)]);
        await LastAsync(TimeSpan.FromSeconds(2));
        if (random.Next(2) == 0)
        {
            var since = History.Now;
            await rig.KillAsync(fault, Victim.Daemon);
            await rig.ReviveAsync(since);
        }

        rig.Shim.MoveClock(TimeSpan.Zero);
        await LastAsync(TimeSpan.FromSeconds(1));
    }
}
