namespace ActorPm.Core.Health;

/// <summary>
/// What the outcomes of one probe amount to, and when to ask again.
/// </summary>
/// <remarks>
/// <code>
///            Successes in a row            Failures in a row
///  Unknown ─────────────────────► Well ◄───────────────────────► Ill
///     └──────────────── Failures in a row ────────────────────────┘
/// </code>
/// An outcome of the other kind begins a new row, so a verdict stands until enough of the other kind have come one after another.
/// </remarks>
public static class ProbeMachine
{
    // Until an instance has been well for the first time it is asked often, so that it gets its requests as soon as it can take them.
    private static readonly TimeSpan _eager = TimeSpan.FromMilliseconds(250);

    /// <summary>What is known after one more outcome.</summary>
    public static ProbeState Next(ProbeState state, ProbeOutcome outcome, ProbeSettings settings) => outcome switch
    {
        ProbeOutcome.Success when state.InRow < 0 => Successes(state, 1, settings),
        ProbeOutcome.Success => Successes(state, Grown(state.InRow, 1), settings),
        ProbeOutcome.Failure failure when state.InRow > 0 => Failures(state, -1, failure.Reason, settings),
        ProbeOutcome.Failure failure => Failures(state, Grown(state.InRow, -1), failure.Reason, settings),
        _ => throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Not an outcome of a probe."),
    };

    /// <summary>The pause before the first question: spread by chance, so that many instances that start together are not asked together.</summary>
    /// <param name="kind">Which question.</param>
    /// <param name="settings">How it is asked.</param>
    /// <param name="state">What is known: an instance that was well under an earlier daemon has time.</param>
    /// <param name="random">At least 0 and below 1.</param>
    public static TimeSpan FirstPause(ProbeKind kind, ProbeSettings settings, ProbeState state, double random) =>
        settings.Delay + (PauseOf(kind, settings, state) * random);

    /// <summary>The pause between an answer and the next question.</summary>
    public static TimeSpan NextPause(ProbeKind kind, ProbeSettings settings, ProbeState state) => PauseOf(kind, settings, state);

    // A startup probe is as eager as its settings say: its failures count.
    private static TimeSpan PauseOf(ProbeKind kind, ProbeSettings settings, ProbeState state) =>
        kind is ProbeKind.Readiness && state.Verdict is ProbeVerdict.Unknown && settings.Interval > _eager ? _eager : settings.Interval;

    private static ProbeState Successes(ProbeState state, int inRow, ProbeSettings settings) =>
        state with { InRow = inRow, Verdict = inRow >= settings.Successes ? ProbeVerdict.Well : state.Verdict };

    private static ProbeState Failures(ProbeState state, int inRow, string reason, ProbeSettings settings) =>
        new(-inRow >= settings.Failures ? ProbeVerdict.Ill : state.Verdict, inRow, reason);

    private static int Grown(int inRow, int by) => Math.Clamp(inRow + by, -1_000_000, 1_000_000);
}
