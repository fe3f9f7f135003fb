using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>Every flush of apmd takes up to half a second and every write to a file some milliseconds.</summary>
internal sealed class SlowDisk : Nemesis
{
    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.SlowDisk;

    /// <inheritdoc/>
    public override string? Missing(Rig rig) => rig.Shim.Missing(rig.Apm);

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        rig.Shim.SlowDisk(TimeSpan.FromMilliseconds(random.Next(50, 500)), TimeSpan.FromMilliseconds(random.Next(1, 20)));
        await LastAsync(TimeSpan.FromSeconds(5));
        rig.Shim.SlowDisk(TimeSpan.Zero, TimeSpan.Zero);
    }
}
