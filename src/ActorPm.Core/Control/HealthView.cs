namespace ActorPm.Core.Control;

/// <summary>What is known of a living process that is asked for its health, or that gets its requests through the daemon.</summary>
/// <param name="IsReady">Whether it may be given requests.</param>
/// <param name="Reason">Why not, for people; null when it may.</param>
/// <param name="IsProven">Whether it has shown that it is ready, as its app asks.</param>
/// <param name="Probes">What its probes found, in the order in which they are asked.</param>
/// <param name="Status">What it says of itself (<c>STATUS=</c> on its notify socket); null for nothing.</param>
public sealed record HealthView(bool IsReady, string? Reason, bool IsProven, IReadOnlyList<ProbeView> Probes, string? Status);

/// <summary>What a probe found.</summary>
/// <param name="Kind"><c>startup</c>, <c>readiness</c> or <c>liveness</c>.</param>
/// <param name="Verdict"><c>unknown</c>, <c>well</c> or <c>ill</c>.</param>
/// <param name="LastFailure">Why it failed the last time, for people; null when it never did.</param>
public sealed record ProbeView(string Kind, string Verdict, string? LastFailure);
