using ActorPm.Chaos.Histories;

namespace ActorPm.Chaos.Faults;

/// <summary>Leaves no byte free in the home, which is a small file system of its own, for some seconds.</summary>
internal sealed class FillDisk : Nemesis
{
    private const int Piece = 64 * 1024;

    /// <inheritdoc/>
    public override FaultKind Kind => FaultKind.FillDisk;

    /// <inheritdoc/>
    public override string? Missing(Rig rig) => rig.HomeIsSmall ? null : "mounting a small file system is not permitted here";

    /// <inheritdoc/>
    public override async Task StrikeAsync(Rig rig, PlannedFault fault, Random random)
    {
        rig.Logs.SaveRotated();
        var filler = Path.Combine(rig.Apm.Home, "filler");
        try
        {
            await using (var file = new FileStream(filler, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0))
            {
                for (var piece = Piece; piece > 0;)
                {
                    try
                    {
                        file.Write(new byte[piece]);
                    }
                    catch (IOException)
                    {
                        // Full for pieces of this size.
                        piece /= 2;
                    }
                }
            }

            await LastAsync(TimeSpan.FromMilliseconds(random.Next(2000, 6000)));
        }
        finally
        {
            File.Delete(filler);
        }
    }
}
