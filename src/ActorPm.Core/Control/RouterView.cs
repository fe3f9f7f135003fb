namespace ActorPm.Core.Control;

/// <summary>How the router of an app stands.</summary>
/// <param name="App">The app.</param>
/// <param name="Plane">The word for the plane: <c>none</c>, <c>cluster</c>, <c>sockets</c> or <c>proxy</c>.</param>
/// <param name="Policy">Which ready backend is next, as in app files: <c>round_robin</c> and so on.</param>
/// <param name="Addresses">Where the app listens through the daemon.</param>
/// <param name="Problem">Why it does not get its requests, in one sentence; null when it does.</param>
/// <param name="Backends">Its instances, by number.</param>
/// <param name="Totals">What the plane has counted; null when it counts nothing.</param>
public sealed record RouterView(
    string App, string Plane, string Policy, IReadOnlyList<string> Addresses, string? Problem, IReadOnlyList<BackendView> Backends, PlaneTotals? Totals);

/// <summary>One instance as its router sees it. Counters begin with each launch.</summary>
/// <param name="PmId">Its id.</param>
/// <param name="Ordinal">Its number in the app.</param>
/// <param name="Pid">Its process.</param>
/// <param name="State"><c>starting</c>, <c>ready</c>, <c>draining</c> or <c>ejected</c>.</param>
/// <param name="Reason">Why, for people; null when there is nothing to say.</param>
/// <param name="Address">What it was told to listen on (proxy); else null.</param>
/// <param name="Active">Requests, or connections, under way.</param>
/// <param name="Requests">How many have begun.</param>
/// <param name="Errors">How many of them failed.</param>
/// <param name="Retries">How many were tried again after they had failed here.</param>
/// <param name="P50Ms">Half of the requests took no longer; null when none was measured.</param>
/// <param name="P90Ms">Nine of ten took no longer.</param>
/// <param name="P99Ms">99 of 100 took no longer.</param>
/// <param name="EjectedUntil">When it is tried again; null unless it is ejected.</param>
public sealed record BackendView(
    int PmId, int Ordinal, int Pid, string State, string? Reason, string? Address, int Active, long Requests, long Errors, long Retries,
    double? P50Ms, double? P90Ms, double? P99Ms, DateTimeOffset? EjectedUntil)
{
    /// <summary>The other node of the cluster whose instances stand behind it; null for an instance of this node.</summary>
    public string? Node { get; init; }

    /// <summary>How many instances those are; 1 for an instance.</summary>
    public int Weight { get; init; } = 1;
}

/// <summary>What a plane has counted since it was opened.</summary>
/// <param name="Held">Requests that wait for an instance now.</param>
/// <param name="HeldTotal">Requests that have waited.</param>
/// <param name="Rejected">Requests that nobody could take.</param>
/// <param name="Connections">Connections of clients now; null when they are not counted.</param>
/// <param name="DroppedLogLines">Lines of the access log that the disk could not take.</param>
public sealed record PlaneTotals(int Held, long HeldTotal, long Rejected, int? Connections, long DroppedLogLines);
