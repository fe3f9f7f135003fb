namespace ActorPm.Core.Metrics;

/// <summary>Turns two readings of processor time into a percentage of one core, as PM2 and top show it.</summary>
public static class CpuMeter
{
    /// <summary>
    /// Percent of one core between two readings, 0 or more (above 100 when several cores are used), with one decimal.
    /// Processes that ended in between take their time with them, so a fall counts as 0.
    /// </summary>
    public static double Percent(ResourceUsage earlier, ResourceUsage later)
    {
        var elapsed = later.At - earlier.At;
        var used = later.CpuTime - earlier.CpuTime;
        return elapsed <= TimeSpan.Zero || used <= TimeSpan.Zero ? 0 : Math.Round(100 * (used / elapsed), 1);
    }
}
