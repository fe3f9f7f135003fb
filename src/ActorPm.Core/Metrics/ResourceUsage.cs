namespace ActorPm.Core.Metrics;

/// <summary>What a process tree uses, read at one instant.</summary>
/// <param name="MemoryBytes">Resident memory of all processes of the tree, in bytes.</param>
/// <param name="CpuTime">Processor time used by them so far, user and system.</param>
/// <param name="Processes">How many processes the tree has.</param>
/// <param name="At">When it was read.</param>
public readonly record struct ResourceUsage(long MemoryBytes, TimeSpan CpuTime, int Processes, DateTimeOffset At)
{
    /// <summary>How many threads they have together.</summary>
    public int Threads { get; init; }
}
