using System.Text.Json;
using System.Text.Json.Serialization;

namespace ActorPm.Core.Events;

// Bodies of the events on the bus (BusTopics names their topics). Names are PM2's; times are milliseconds since 1970. Extend-only.

/// <summary>A change of an instance's life (<see cref="BusTopics.Process"/>).</summary>
/// <param name="Event">One of <see cref="InstanceEvents"/>.</param>
/// <param name="Manually">Whether somebody had asked for it.</param>
/// <param name="Process">The instance after it.</param>
/// <param name="ExitCode">For an exit: the code, or 128 + the signal's number; null when unknown.</param>
/// <param name="ExitSignal">For an exit by a signal: its name.</param>
/// <param name="At">When.</param>
public sealed record ProcessEventBody(string Event, bool Manually, EventProcess Process, int? ExitCode, string? ExitSignal, long At);

/// <summary>An instance as lifecycle events show it: PM2's <c>pm2_env</c> without the environment.</summary>
/// <param name="PmId">Its number.</param>
/// <param name="Name">Its app.</param>
/// <param name="Namespace">Its app's namespace.</param>
/// <param name="Status">PM2's word for where it stands.</param>
/// <param name="Pid">The main process; 0 when none runs.</param>
/// <param name="RestartTime">How often it was restarted.</param>
/// <param name="UnstableRestarts">How many runs in a row were too short.</param>
/// <param name="PmUptime">When its newest process was started; null before the first.</param>
/// <param name="CreatedAt">When it was first started, or its counters were reset.</param>
/// <param name="PmExecPath">Its script.</param>
/// <param name="PmCwd">Where it runs.</param>
/// <param name="ExecInterpreter">What runs the script.</param>
/// <param name="ExitCode">How its newest ended process ended; null when none has.</param>
/// <param name="Ordinal">Its number within the app.</param>
public sealed record EventProcess(
    int PmId,
    string Name,
    string Namespace,
    string Status,
    int Pid,
    int RestartTime,
    int UnstableRestarts,
    long? PmUptime,
    long CreatedAt,
    string PmExecPath,
    string PmCwd,
    string ExecInterpreter,
    int? ExitCode,
    [property: JsonPropertyName("NODE_APP_INSTANCE")] int Ordinal);

/// <summary>A message of an app: under its own topic with <paramref name="Data"/>, or under <see cref="BusTopics.Message"/> with <paramref name="Raw"/>.</summary>
/// <param name="Process">Who said it.</param>
/// <param name="Data">What it said under a topic of its own.</param>
/// <param name="Raw">What it said without one.</param>
/// <param name="At">When.</param>
public sealed record MessageBody(EventSource Process, JsonElement? Data, JsonElement? Raw, long At);

/// <summary>A piece of output (<see cref="BusTopics.Out"/>, <see cref="BusTopics.Error"/>).</summary>
/// <param name="Process">Who wrote it.</param>
/// <param name="Data">Whole lines as they are in the log, unless a line is longer than a piece; bytes that are no UTF-8 are replaced.</param>
/// <param name="At">When it was read.</param>
public sealed record LogBody(EventSource Process, string Data, long At);

/// <summary>Who an event is about.</summary>
/// <param name="PmId">The instance.</param>
/// <param name="Name">Its app.</param>
/// <param name="Namespace">Its app's namespace.</param>
public sealed record EventSource(int PmId, string Name, string Namespace);

/// <summary>The daemon ends (<see cref="BusTopics.Kill"/>).</summary>
/// <param name="Status">Always <c>killed</c>.</param>
/// <param name="Msg">For people.</param>
public sealed record KillBody(string Status, string Msg);

/// <summary>What others than the daemon's own user do (<see cref="BusTopics.Access"/>).</summary>
/// <param name="Who">Such as <c>user alice</c> or <c>token ci</c>; <c>somebody</c> when the login failed.</param>
/// <param name="Address">From which machine; null for this one.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The route.</param>
/// <param name="Targets">What it was about: names, never values.</param>
/// <param name="Result"><c>done</c>, <c>failed</c>, that the caller has left meanwhile, or the code of the refusal.</param>
/// <param name="At">When.</param>
public sealed record AccessBody(string Who, string? Address, string Method, string Path, IReadOnlyList<string> Targets, string Result, long At);

/// <summary>This reader was too slow (<see cref="BusTopics.Dropped"/>).</summary>
/// <param name="Type">Always <c>dropped</c>.</param>
/// <param name="Count">How many events it has not been given since the one before.</param>
public sealed record DroppedBody(string Type, long Count);

/// <summary>The JSON of the bus, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ProcessEventBody))]
[JsonSerializable(typeof(MessageBody))]
[JsonSerializable(typeof(LogBody))]
[JsonSerializable(typeof(KillBody))]
[JsonSerializable(typeof(DroppedBody))]
[JsonSerializable(typeof(AccessBody))]
public sealed partial class BusJson : JsonSerializerContext;
