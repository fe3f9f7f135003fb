using System.Text.Json.Serialization;

namespace ActorPm.Fuzz.Engine;

/// <summary>What came of a run of one target.</summary>
/// <param name="Target">Its name.</param>
/// <param name="Seed">Where chance began.</param>
/// <param name="Inputs">How many inputs were tried.</param>
/// <param name="Seconds">How long that took.</param>
/// <param name="Corpus">How many inputs are worth mutating: seeds, and those that took new branches.</param>
/// <param name="Edges">How many branches were taken; 0 without instrumentation.</param>
/// <param name="PeakBytes">The most memory that the process had.</param>
/// <param name="Findings">What failed, each once.</param>
/// <param name="Obstacle">Why it did not run; null when it did.</param>
internal sealed record RunReport(
    string Target, int Seed, long Inputs, double Seconds, int Corpus, int Edges, long PeakBytes, IReadOnlyList<Finding> Findings, string? Obstacle);

/// <summary>An input that failed.</summary>
/// <param name="Kind">What it did, in a few words: the same for all inputs that fail in the same place.</param>
/// <param name="Details">The exception, or what was exceeded.</param>
/// <param name="File">Where the input was written to.</param>
internal sealed record Finding(string Kind, string Details, string File);

/// <summary>Reports pass from the process of a target to that of the run.</summary>
[JsonSerializable(typeof(RunReport))]
internal sealed partial class RunReportJson : JsonSerializerContext;
