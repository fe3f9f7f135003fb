using System.Text.Json.Serialization;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing;
using ActorPm.Processes.Native;
using ActorPm.Processes.Output;

namespace ActorPm.Processes.Records;

/// <summary>
/// What is kept of a slot's newest launch so that a later daemon of the same boot knows the process again. Boot id, pid and start time together
/// are an identity that no other process ever has.
/// </summary>
/// <param name="BootId">Of which boot; a record of another boot is worth nothing.</param>
/// <param name="Serial">The slot.</param>
/// <param name="Instance">For people.</param>
/// <param name="Attempt">The launch.</param>
/// <param name="Pid">The main process; 0 when none was launched.</param>
/// <param name="StartTicks">When it started after boot, in clock ticks.</param>
/// <param name="StartedAt">When it was launched.</param>
/// <param name="OutFile">Where its output goes; null when discarded.</param>
/// <param name="ErrorFile">Where its error output goes; null when discarded.</param>
/// <param name="PidFile">Where its pid is written.</param>
/// <param name="History">The restart counters.</param>
/// <param name="Conclusion">How the slot came to rest; null while it runs or when it rests by the user's wish.</param>
/// <param name="Channel">The daemon's end of its channel; null without one.</param>
/// <param name="Input">The pipe that is its standard input; null without one.</param>
/// <param name="Output">In which shape output is logged, and to which further file; null in a record of an older daemon.</param>
/// <param name="Address">What it was told to listen on; null for nothing.</param>
/// <param name="Ending">How its process ended, while nobody has drawn a conclusion from that; null while it lives, as far as a daemon knows.</param>
/// <param name="Memo">See <see cref="IRunningProcess.Memo"/>.</param>
/// <param name="Pending">The restart that it waited for when its daemon became another program; null when it waited for none.</param>
internal sealed record RuntimeRecord(
    string BootId, long Serial, string Instance, int Attempt, int Pid, long StartTicks, DateTimeOffset StartedAt,
    string? OutFile, string? ErrorFile, string PidFile, RestartHistory History, SlotConclusion? Conclusion,
    ChannelTrace? Channel = null, FileIdentity? Input = null, OutputPlan? Output = null, ListenAddress? Address = null, string? Memo = null, SlotEnding? Ending = null,
    PendingRestart? Pending = null);

/// <summary>Where a later daemon finds the daemon's end of a channel again.</summary>
/// <param name="Descriptor">The number under which the app holds it.</param>
/// <param name="Socket">Which socket it must be.</param>
internal sealed record ChannelTrace(int Descriptor, FileIdentity Socket);

/// <summary>Generated at build time: no reflection when the first app is launched.</summary>
[JsonSerializable(typeof(RuntimeRecord))]
internal sealed partial class RuntimeRecordJson : JsonSerializerContext;
