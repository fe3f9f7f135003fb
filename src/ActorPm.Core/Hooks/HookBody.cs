using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Hooks;

/// <summary>
/// What a hook is given, as JSON: the crash bundle. Members are added, never renamed or reused; what is not known is left out. No variable of an app and no path of
/// the home is in it, but the last lines are what the app wrote.
/// </summary>
/// <param name="Version">The version of this shape: 1.</param>
/// <param name="Id">The delivery; each attempt of one delivery has the same.</param>
/// <param name="Event">The event's word.</param>
/// <param name="Time">When it happened.</param>
/// <param name="Host">The machine's name.</param>
/// <param name="Cause">What happened, and how, in a sentence.</param>
public sealed record HookBody(int Version, string Id, string Event, DateTimeOffset Time, string Host, string Cause)
{
    // With the letters of all languages as they are: nothing of it reaches HTML by itself.
    private static readonly HookJson _readable = new(new JsonSerializerOptions(HookJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>The version of the shape.</summary>
    public const int CurrentVersion = 1;

    /// <summary>The node of the cluster that tells it; absent without one.</summary>
    public string? Node { get; init; }

    /// <summary>The app.</summary>
    public string? App { get; init; }

    /// <summary>The app's namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The instance's number in the app.</summary>
    public int? Instance { get; init; }

    /// <summary>The process that ended, or runs again.</summary>
    public int? Pid { get; init; }

    /// <summary>The exit code; absent when a signal ended the process, or it is not known.</summary>
    public int? ExitCode { get; init; }

    /// <summary>The signal that ended the process, such as <c>SIGSEGV</c>.</summary>
    public string? Signal { get; init; }

    /// <summary>How often the instance had been restarted before.</summary>
    public int? Restarts { get; init; }

    /// <summary>How long the process had run, or runs, in milliseconds.</summary>
    public long? UptimeMs { get; init; }

    /// <summary>The node that was lost.</summary>
    public string? LostNode { get; init; }

    /// <summary>How often the same has happened since the delivery before, without being told; absent for never.</summary>
    public int? Repeated { get; init; }

    /// <summary>How many other deliveries to this hook were held back by its limit since the one before; absent for none.</summary>
    public int? HeldBack { get; init; }

    /// <summary>What the process wrote last.</summary>
    public HookLines? LastLines { get; init; }

    /// <summary>What the instance used lately, oldest first: up to 30 readings.</summary>
    public IReadOnlyList<UsagePoint>? Memory { get; init; }

    /// <summary>The body of a delivery.</summary>
    /// <param name="id">The delivery.</param>
    /// <param name="occurrence">What happened.</param>
    /// <param name="verdict">What was not told before.</param>
    /// <param name="teller">Who tells it.</param>
    /// <param name="evidence">What else is known.</param>
    public static HookBody Of(string id, HookOccurrence occurrence, HookVerdict.Deliver verdict, HookTeller teller, HookEvidence evidence) =>
        new(CurrentVersion, id, HookEvents.Of(occurrence.Event), occurrence.At.ToUniversalTime(), teller.Host, occurrence.Cause)
        {
            Node = teller.Node,
            App = occurrence.App,
            Namespace = occurrence.Namespace,
            Instance = occurrence.Place?.Ordinal,
            Pid = occurrence.Pid,
            ExitCode = ExitCodeOf(occurrence.Status),
            Signal = SignalOf(occurrence.Status),
            Restarts = occurrence.Restarts,
            UptimeMs = (long?)occurrence.Uptime?.TotalMilliseconds,
            LostNode = occurrence.LostNode,
            Repeated = verdict.RepeatedBefore > 0 ? verdict.RepeatedBefore : null,
            HeldBack = verdict.HeldBackBefore > 0 ? verdict.HeldBackBefore : null,
            LastLines = evidence.Out.Count + evidence.Err.Count > 0 ? new HookLines(evidence.Out, evidence.Err) : null,
            Memory = evidence.Curve.Points.IsEmpty ? null : evidence.Curve.Points,
        };

    /// <summary>The bytes that are delivered, and signed.</summary>
    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, _readable.HookBody);

    private static int? ExitCodeOf(ExitStatus? status) => status switch
    {
        ExitStatus.Code code => code.Value,
        ExitStatus.FoundIll ill => ExitCodeOf(ill.End),
        _ => null,
    };

    private static string? SignalOf(ExitStatus? status) => status switch
    {
        ExitStatus.Signalled { Signal: var signal } => Enum.IsDefined(signal) ? signal.ToString() : $"signal {(int)signal}",
        ExitStatus.FoundIll ill => SignalOf(ill.End),
        _ => null,
    };
}

/// <summary>The last lines of a process.</summary>
/// <param name="Out">Of standard output, oldest first.</param>
/// <param name="Err">Of standard error, oldest first.</param>
public sealed record HookLines(IReadOnlyList<string> Out, IReadOnlyList<string> Err);

/// <summary>Who tells an event.</summary>
/// <param name="Host">The machine's name.</param>
/// <param name="Node">The node of the cluster; null without one.</param>
public sealed record HookTeller(string Host, string? Node);

/// <summary>What else is known of an occurrence.</summary>
/// <param name="Out">The last lines of standard output.</param>
/// <param name="Err">The last lines of standard error.</param>
/// <param name="Curve">What the instance used.</param>
public sealed record HookEvidence(IReadOnlyList<string> Out, IReadOnlyList<string> Err, UsageCurve Curve)
{
    /// <summary>How many lines of each stream are told.</summary>
    public const int MaxLines = 20;

    /// <summary>Of nothing.</summary>
    public static HookEvidence None { get; } = new([], [], UsageCurve.Empty);
}

/// <summary>The JSON of what hooks are given.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(HookBody))]
internal sealed partial class HookJson : JsonSerializerContext;
