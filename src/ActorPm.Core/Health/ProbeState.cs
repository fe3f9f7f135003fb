namespace ActorPm.Core.Health;

/// <summary>What is known of the answer to a probe's question.</summary>
/// <param name="Verdict">What it amounts to.</param>
/// <param name="InRow">How many of the newest outcomes are alike: above 0 successes, below 0 failures, 0 before the first.</param>
/// <param name="LastFailure">Why the newest failure was one, for people; null when none was yet.</param>
public sealed record ProbeState(ProbeVerdict Verdict, int InRow, string? LastFailure)
{
    /// <summary>Nothing was asked yet.</summary>
    public static ProbeState Unasked { get; } = new(ProbeVerdict.Unknown, 0, null);

    /// <summary>Nothing was asked of it yet by this daemon, but it has proved well before.</summary>
    public static ProbeState Trusted { get; } = new(ProbeVerdict.Well, 0, null);
}

/// <summary>What the outcomes of a probe amount to.</summary>
public enum ProbeVerdict
{
    /// <summary>Not enough of either kind in a row yet.</summary>
    Unknown,

    /// <summary>It is well.</summary>
    Well,

    /// <summary>It is ill.</summary>
    Ill,
}

/// <summary>What came of asking once. A closed family.</summary>
public abstract record ProbeOutcome
{
    private ProbeOutcome()
    {
    }

    /// <summary>As it should be.</summary>
    public sealed record Success : ProbeOutcome;

    /// <summary>Not as it should be.</summary>
    /// <param name="Reason">Why, as the end of a sentence that begins with the question: <c>it answered 503</c>.</param>
    public sealed record Failure(string Reason) : ProbeOutcome;
}

/// <summary>Which question a probe asks.</summary>
public enum ProbeKind
{
    /// <summary>Whether it has come up.</summary>
    Startup,

    /// <summary>Whether it can take requests now.</summary>
    Readiness,

    /// <summary>Whether it is worth keeping.</summary>
    Liveness,
}
