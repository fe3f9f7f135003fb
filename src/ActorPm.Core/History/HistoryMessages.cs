using System.Text.Json.Serialization;

namespace ActorPm.Core.History;

// Bodies of the control API about the history (ControlContract names the routes).

/// <summary>What happened, oldest first.</summary>
/// <param name="Entries">The facts.</param>
/// <param name="Problem">Why the newest may be missing, in one sentence; null when all is written.</param>
public sealed record HistoryReply(IReadOnlyList<HistoryEntry> Entries, string? Problem)
{
    /// <summary>The version of this shape, which <c>--json</c> prints: 1. Members may be added to it.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;
}

/// <summary>Why instances are as they are.</summary>
/// <param name="Stories">One for each instance, by app and number.</param>
/// <param name="Problem">As in <see cref="HistoryReply"/>.</param>
public sealed record WhyReply(IReadOnlyList<InstanceStory> Stories, string? Problem)
{
    /// <summary>The version of this shape, which <c>--json</c> prints: 1. Members may be added to it.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;
}

/// <summary>Why an instance is as it is.</summary>
/// <param name="App">Its app.</param>
/// <param name="Ordinal">Its number in the app.</param>
/// <param name="PmId">The number by which users address it, or did.</param>
/// <param name="Sentences">The chain of causes: how it stands first, each further sentence about something earlier.</param>
/// <param name="LastLines">What the process wrote last whose end the story tells of; empty when that is of no interest.</param>
public sealed record InstanceStory(string App, int Ordinal, int PmId, IReadOnlyList<string> Sentences, IReadOnlyList<string> LastLines);
