using System.Text.Json.Serialization;

namespace ActorPm.Core.Hooks;

// Bodies of the control API about hooks (ControlContract names the routes).

/// <summary>The hooks of a daemon, by name.</summary>
/// <param name="Hooks">Each hook.</param>
public sealed record HooksReply(IReadOnlyList<HookView> Hooks)
{
    /// <summary>The version of this shape, which <c>--json</c> prints: 1. Members may be added to it.</summary>
    [JsonPropertyOrder(-1)]
    public int Version { get; init; } = 1;
}

/// <summary>A hook, and what came of it since the daemon began.</summary>
/// <param name="Name">Its name.</param>
/// <param name="On">The events that it is told of, by their words.</param>
/// <param name="Target">Where they go: scheme and host of an address, or a program. What may be a secret is left out.</param>
public sealed record HookView(string Name, IReadOnlyList<string> On, string Target)
{
    /// <summary>How many deliveries arrived.</summary>
    public long Delivered { get; init; }

    /// <summary>How many events were only counted, since the same had just been told.</summary>
    public long Repeated { get; init; }

    /// <summary>How many events the limit held back.</summary>
    public long HeldBack { get; init; }

    /// <summary>How many deliveries failed for good.</summary>
    public long Failed { get; init; }

    /// <summary>How many deliveries were let go, since too many waited.</summary>
    public long Dropped { get; init; }

    /// <summary>How many deliveries wait, the one under way included.</summary>
    public int Waiting { get; init; }

    /// <summary>Why the newest attempt that failed did, in a sentence; null when none has.</summary>
    public string? LastFailure { get; init; }

    /// <summary>When that was.</summary>
    public DateTimeOffset? LastFailureAt { get; init; }

    /// <summary>When the newest delivery arrived.</summary>
    public DateTimeOffset? LastDeliveryAt { get; init; }
}

/// <summary>Tries a hook.</summary>
/// <param name="Hook">Its name.</param>
public sealed record HookTestRequest([property: JsonRequired] string Hook);

/// <summary>What came of the attempt.</summary>
/// <param name="IsDelivered">Whether the sample arrived.</param>
/// <param name="Outcome">What came back, or why it failed, as the end of a sentence.</param>
/// <param name="Id">The delivery.</param>
/// <param name="Milliseconds">How long it took.</param>
public sealed record HookTestReply([property: JsonRequired] bool IsDelivered, [property: JsonRequired] string Outcome, [property: JsonRequired] string Id, long Milliseconds);
