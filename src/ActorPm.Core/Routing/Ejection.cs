namespace ActorPm.Core.Routing;

/// <summary>When a backend that fails is left out for a time.</summary>
public static class Ejection
{
    /// <summary>Whether to leave out a backend now.</summary>
    /// <param name="backends">The backends.</param>
    /// <param name="serial">Whose requests failed.</param>
    /// <param name="attempt">Of which launch.</param>
    /// <param name="failures">How many in a row.</param>
    /// <param name="settings">The limit.</param>
    public static bool IsDue(BackendSet backends, long serial, int attempt, int failures, ProxySettings settings) =>
        settings.EjectAfter > 0 && failures >= settings.EjectAfter
        && backends.Find(serial) is { State: BackendState.Ready } backend && backend.Attempt == attempt
        && backends.Ready.Length > 1;

    /// <summary>Whether those that are left out come back before their time: a backend that fails at times is better than none.</summary>
    public static bool MustEnd(BackendSet backends) => backends.Ready.IsEmpty && backends.All.Any(backend => backend.State is BackendState.Ejected);
}
