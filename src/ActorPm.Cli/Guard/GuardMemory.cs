namespace ActorPm.Cli.Guard;

/// <summary>
/// Keeps the guard small: left alone, a collector lets garbage grow to the size of the processor's cache before it begins. So little is alive here
/// that a collection takes less than a millisecond.
/// </summary>
internal sealed class GuardMemory
{
    private const long Tolerated = 256 * 1024;

    private long _before;

    /// <summary>Collects if it is worth it.</summary>
    public void Sweep()
    {
        var allocated = GC.GetTotalAllocatedBytes();
        if (allocated - _before > Tolerated)
        {
            _before = allocated;
            GC.Collect();
        }
    }
}
