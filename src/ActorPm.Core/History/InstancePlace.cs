namespace ActorPm.Core.History;

/// <summary>The place of an instance when something happened to it.</summary>
/// <param name="Ordinal">The number within the app: it stays when a reload puts another slot there.</param>
/// <param name="PmId">The number by which users addressed it.</param>
/// <param name="Serial">The slot: never used twice in a home.</param>
public sealed record InstancePlace(int Ordinal, int PmId, long Serial);
