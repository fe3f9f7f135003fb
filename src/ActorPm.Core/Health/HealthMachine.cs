using System.Globalization;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Health;

/// <summary>
/// What follows from what is known of a living process: whether it is ready, and whether it is worth keeping.
/// </summary>
/// <remarks>
/// <para>It is <em>proven</em> when the signal came that its spec awaits, and its startup probe succeeded, or, without one, its readiness probe did for the
/// first time. Until then it is not ready; from then on its readiness probe and its own word (<c>STOPPING=1</c>) say whether it is.</para>
/// <para>Readiness is asked when startup has succeeded. Liveness is asked when moreover the instance is online, so that nobody is
/// ended for being slow to start: that is what a startup probe is for. Startup is asked until it has succeeded, and never again.</para>
/// <para>A process of an earlier daemon is taken for proven and ready, so that the daemon's death takes nobody out of the rotation; its probes are
/// asked anew.</para>
/// </remarks>
public static class HealthMachine
{
    /// <summary>What is known at first.</summary>
    public static HealthState Begin(AppSpec spec, ProcessOrigin origin)
    {
        var isNew = origin is ProcessOrigin.Launched;
        var state = new HealthState(
            isNew && ReadyRule.SignalOf(spec) is not ReadySignal.Spawned ? SignalState.Awaited : SignalState.Came,
            spec.Health.Startup is null ? null : ProbeState.Unasked,
            spec.Health.Readiness is null ? null : isNew ? ProbeState.Unasked : ProbeState.Trusted,
            spec.Health.Liveness is null ? null : ProbeState.Unasked) { Proven = !isNew };
        return Judge(state, spec);
    }

    /// <summary>What is known after an input.</summary>
    public static HealthState Next(HealthState state, HealthInput input, AppSpec spec) => input switch
    {
        HealthInput.SignalCame => Judge(state with { Signal = SignalState.Came }, spec),
        HealthInput.Answered answered => Judge(Answer(state, answered, spec), spec),
        HealthInput.Notified notified => Judge(Hear(state, notified.Text, spec), spec),
        _ => throw new ArgumentOutOfRangeException(nameof(input), input, "Not an input of health."),
    };

    /// <summary>Whether a question is to be asked at this point.</summary>
    /// <param name="state">What is known.</param>
    /// <param name="kind">Which question.</param>
    /// <param name="isOnline">Whether the instance is online.</param>
    public static bool Asks(HealthState state, ProbeKind kind, bool isOnline)
    {
        if (state.Of(kind) is not { } probe || state.Illness is not null)
        {
            return false;
        }

        var hasStarted = state.Startup is null or { Verdict: ProbeVerdict.Well };
        return kind switch
        {
            ProbeKind.Startup => probe.Verdict is ProbeVerdict.Unknown,
            ProbeKind.Readiness => hasStarted,
            ProbeKind.Liveness => hasStarted && isOnline,
            _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a probe."),
        };
    }

    private static HealthState Answer(HealthState state, HealthInput.Answered answered, AppSpec spec) => (answered.Kind, state.Of(answered.Kind)) switch
    {
        (_, null) => state,
        (ProbeKind.Startup, { } startup) when spec.Health.Startup is { } settings => state with { Startup = ProbeMachine.Next(startup, answered.Outcome, settings) },
        (ProbeKind.Readiness, { } readiness) when spec.Health.Readiness is { } settings => state with { Readiness = ProbeMachine.Next(readiness, answered.Outcome, settings) },
        (ProbeKind.Liveness, { } liveness) when spec.Health.Liveness is { } settings => state with { Liveness = ProbeMachine.Next(liveness, answered.Outcome, settings) },
        _ => throw new ArgumentOutOfRangeException(nameof(answered), answered.Kind, "Not a probe of this app."),
    };

    private static HealthState Hear(HealthState state, NotifyText text, AppSpec spec) => state with
    {
        Signal = text.SaidReady && ReadyRule.SignalOf(spec) is ReadySignal.Notify ? SignalState.Came : state.Signal,
        Phase = text.Phase is NotifyPhase.Unchanged ? state.Phase : text.Phase,
        Status = text.Status ?? state.Status,
        Liveness = text.Watchdog is WatchdogWord.Trigger && state.Liveness is { } liveness
            ? liveness with { Verdict = ProbeVerdict.Ill, LastFailure = "it sent WATCHDOG=trigger" }
            : state.Liveness,
    };

    private static HealthState Judge(HealthState state, AppSpec spec)
    {
        var proven = state.Proven || (state.Signal is SignalState.Came && (state.Startup ?? state.Readiness) is null or { Verdict: ProbeVerdict.Well });
        return state with { Proven = proven, Unready = UnreadyOf(state, proven, spec), Illness = IllnessOf(state, spec) };
    }

    private static string? UnreadyOf(HealthState state, bool proven, AppSpec spec) => state switch
    {
        { Phase: NotifyPhase.Stopping } => "it says that it is stopping",
        { Signal: SignalState.Awaited } when !proven => ReadyRule.Awaited(spec),
        { Startup: { Verdict: not ProbeVerdict.Well } startup } when !proven => Waiting("startup", startup),
        { Readiness: { Verdict: not ProbeVerdict.Well } readiness } => Waiting("readiness", readiness),
        _ => null,
    };

    private static string Waiting(string probe, ProbeState state) =>
        state.LastFailure is { } failure ? $"{probe} probe: {failure}" : $"its {probe} probe has not succeeded yet";

    private static string? IllnessOf(HealthState state, AppSpec spec) => state switch
    {
        { Startup: { Verdict: ProbeVerdict.Ill } startup } => Ill("startup", startup, spec.Health.Startup),
        { Liveness: { Verdict: ProbeVerdict.Ill } liveness } => Ill("liveness", liveness, spec.Health.Liveness),
        _ => null,
    };

    private static string Ill(string probe, ProbeState state, ProbeSettings? settings) => settings is { Failures: > 1 } && state.InRow <= -settings.Failures
        ? string.Create(CultureInfo.InvariantCulture, $"its {probe} probe failed {-state.InRow} times in a row, the last time because {state.LastFailure}")
        : $"its {probe} probe failed because {state.LastFailure}";
}
