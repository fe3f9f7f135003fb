using ActorPm.Core.Metrics;

namespace ActorPm.Processes.Usage;

/// <summary>Reads what the process trees of this daemon use.</summary>
public interface IUsageReader
{
    /// <summary>One pass over /proc for all slots with a live process: their whole trees, by slot. Starts no process.</summary>
    IReadOnlyDictionary<long, ResourceUsage> Read();
}
