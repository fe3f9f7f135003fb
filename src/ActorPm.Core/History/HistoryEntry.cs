using ActorPm.Core.Instances;

namespace ActorPm.Core.History;

/// <summary>
/// A fact as it is stored and as the control API shows it: a word for its kind, and of the members those that the kind has. Extend only: members are
/// added, never renamed or reused; a kind whose meaning changes gets another word.
/// </summary>
/// <param name="Kind">One of <see cref="HistoryKinds"/>; readers pass over those that they do not know.</param>
/// <param name="At">When it happened.</param>
public sealed record HistoryEntry(string Kind, DateTimeOffset At)
{
#pragma warning disable CS1591 // each member is documented where the fact has it: HistoryFact, InstancePlace, CommandOrigin
    /// <summary>Its place in the history; grows, and is never used twice. 0 for one that is not stored yet.</summary>
    public long Id { get; init; }

    public string? App { get; init; }

    public int? Ordinal { get; init; }

    public int? PmId { get; init; }

    public long? Serial { get; init; }

    public int? Attempt { get; init; }

    public int? Pid { get; init; }

    public ExitStatus? Exit { get; init; }

    public EndedBy? EndedBy { get; init; }

    public double? UptimeMs { get; init; }

    public long? MemoryBytes { get; init; }

    public IReadOnlyList<string>? LastLines { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public string? Reason { get; init; }

    public double? DelayMs { get; init; }

    public int? FailedStarts { get; init; }

    public string? Command { get; init; }

    public CommandEffect? Effect { get; init; }

    public IReadOnlyList<long>? Serials { get; init; }

    public CommandOrigin? By { get; init; }

    public long? OldSerial { get; init; }

    public ReloadResult? Result { get; init; }

    public int? Replaced { get; init; }

    public int? Total { get; init; }

    public string? Version { get; init; }

    public DaemonBeginning? How { get; init; }

    public DaemonIdentity? Identity { get; init; }

    public long? Count { get; init; }
#pragma warning restore CS1591
}
