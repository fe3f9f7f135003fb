using System.Text.Json.Serialization;
using ActorPm.Daemon.Journal;

namespace ActorPm.Daemon.Checkpoints;

/// <summary>One app of a checkpoint.</summary>
/// <param name="Name">The app's name.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Script">The script's absolute path.</param>
/// <param name="WorkingDirectory">Where it runs.</param>
/// <param name="Status"><c>online</c> when an instance is wished to run, else <c>stopped</c>.</param>
/// <param name="Apm">The app as the journal would hold it.</param>
internal sealed record CheckpointRecord(
    string Name,
    string Namespace,
    [property: JsonPropertyName("pm_exec_path")] string Script,
    [property: JsonPropertyName("pm_cwd")] string WorkingDirectory,
    string Status,
    [property: JsonRequired] AppAddedRecord Apm);
