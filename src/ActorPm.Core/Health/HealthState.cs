using ActorPm.Core.Apps;

namespace ActorPm.Core.Health;

/// <summary>What is known of a living process: the answers to its probes, and what it said of itself.</summary>
/// <param name="Signal">Whether the signal that its spec awaits has come.</param>
/// <param name="Startup">The startup probe; null without one.</param>
/// <param name="Readiness">The readiness probe; null without one.</param>
/// <param name="Liveness">The liveness probe; null without one.</param>
public sealed record HealthState(SignalState Signal, ProbeState? Startup, ProbeState? Readiness, ProbeState? Liveness)
{
    /// <summary>Whether it has once shown all that it had to show. Never taken back.</summary>
    public bool Proven { get; init; }

    /// <summary>What it said last of what it is doing.</summary>
    public NotifyPhase Phase { get; init; }

    /// <summary>What it said of itself (<c>STATUS=</c>); null for nothing.</summary>
    public string? Status { get; init; }

    /// <summary>Why it may not be given requests now, for people; null when it may.</summary>
    public string? Unready { get; init; }

    /// <summary>Why it is not worth keeping, for people; null when it is.</summary>
    public string? Illness { get; init; }

    /// <summary>The answers to a question; null when it is not asked.</summary>
    public ProbeState? Of(ProbeKind kind) => kind switch
    {
        ProbeKind.Startup => Startup,
        ProbeKind.Readiness => Readiness,
        ProbeKind.Liveness => Liveness,
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a probe."),
    };
}

/// <summary>Whether the signal has come by which an app says that it is ready.</summary>
public enum SignalState
{
    /// <summary>It is awaited.</summary>
    Awaited,

    /// <summary>It came, or none is awaited.</summary>
    Came,
}

/// <summary>Whether a process was launched by this daemon.</summary>
public enum ProcessOrigin
{
    /// <summary>It was just launched.</summary>
    Launched,

    /// <summary>It lived before this daemon, or before this incarnation of its actor.</summary>
    Adopted,
}

/// <summary>What may become known of a living process. A closed family.</summary>
public abstract record HealthInput
{
    private HealthInput()
    {
    }

    /// <summary>The awaited signal came.</summary>
    public sealed record SignalCame : HealthInput;

    /// <summary>A probe was answered, or not.</summary>
    /// <param name="Kind">Which question.</param>
    /// <param name="Outcome">What came of it.</param>
    public sealed record Answered(ProbeKind Kind, ProbeOutcome Outcome) : HealthInput;

    /// <summary>It said something on its notify socket.</summary>
    /// <param name="Text">What.</param>
    public sealed record Notified(NotifyText Text) : HealthInput;
}
