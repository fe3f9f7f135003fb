namespace ActorPm.Core.Logs;

/// <summary>How much of a file system logs leave free, so that a full disk hurts logs before it hurts apps or the journal.</summary>
/// <param name="Percent">Of the file system, 0 to 100; 0 turns the guard off.</param>
/// <param name="LeastBytes">At least this much, but never more than a quarter of the file system.</param>
/// <param name="MostBytes">At most this much.</param>
public sealed record SpaceFloor(int Percent, long LeastBytes, long MostBytes)
{
    private const long Mebi = 1024 * 1024;

    /// <summary>The shortest way between two looks at the free space, in written bytes, unless it ends at the floor.</summary>
    private const long ShortestLeash = 64 * 1024;

    /// <summary>The longest.</summary>
    private const long LongestLeash = 16 * Mebi;

    /// <summary>5 %, at least 16 MiB and at most 256 MiB.</summary>
    public static SpaceFloor Default { get; } = new(5, 16 * Mebi, 256 * Mebi);

    /// <summary>No guard: logs may fill the disk.</summary>
    public static SpaceFloor None { get; } = new(0, 0, 0);

    /// <summary>What is to stay free of a file system, in bytes.</summary>
    public long Of(long totalBytes) =>
        Percent == 0 ? 0 : Math.Min(totalBytes / 4, Math.Clamp((long)(totalBytes / 100.0 * Percent), Math.Min(LeastBytes, MostBytes), MostBytes));

    /// <summary>Whether output is written, and how much of it until the free space is to be looked at again.</summary>
    /// <param name="freeBytes">What is free now.</param>
    /// <param name="totalBytes">The size of the file system.</param>
    /// <param name="before">What was decided the last time: once output is dropped, more than the floor must be free before it is written again.</param>
    /// <returns>How many bytes may be written; 0 drops them.</returns>
    public long Leash(long freeBytes, long totalBytes, SpaceVerdict before)
    {
        var floor = Of(totalBytes);
        if (floor == 0)
        {
            return LongestLeash;
        }

        var needed = before == SpaceVerdict.Dropping ? floor + (floor / 4) : floor;
        return freeBytes <= needed ? 0 : Math.Clamp((freeBytes - floor) / 8, Math.Min(ShortestLeash, freeBytes - floor), LongestLeash);
    }
}

/// <summary>What the guard of the free space decided.</summary>
public enum SpaceVerdict
{
    /// <summary>There is room.</summary>
    Writing,

    /// <summary>There is not: output is dropped and counted.</summary>
    Dropping,
}
