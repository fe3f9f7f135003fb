using System.Text.Json.Serialization;

namespace ActorPm.Daemon.History;

/// <summary>Which facts somebody asks for.</summary>
/// <param name="Apps">Those of these apps, by the names that they had, with those of the daemon; null for all.</param>
/// <param name="Limit">How many at most: the newest, or with <paramref name="After"/> those that follow it.</param>
/// <param name="After">Only those behind this one.</param>
/// <param name="Since">Only those that happened from then on.</param>
internal sealed record HistoryQuery(IReadOnlyList<string>? Apps, int Limit, long? After = null, DateTimeOffset? Since = null);

/// <summary>The JSON of a query's parameters.</summary>
[JsonSerializable(typeof(string[]))]
internal sealed partial class HistoryJson : JsonSerializerContext;
