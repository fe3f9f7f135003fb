namespace ActorPm.Core.Watching;

/// <summary>Where the watch of an app stands. A closed family.</summary>
public abstract record WatchPhase
{
    private WatchPhase()
    {
    }

    /// <summary>Nothing has changed.</summary>
    public sealed record Idle : WatchPhase;

    /// <summary>Something changed, and more may follow.</summary>
    /// <param name="First">When the first change was noticed.</param>
    /// <param name="Last">When the newest was.</param>
    /// <param name="Path">What changed first.</param>
    public sealed record Gathering(DateTimeOffset First, DateTimeOffset Last, string Path) : WatchPhase;

    /// <summary>The app is being restarted.</summary>
    /// <param name="ChangedMeanwhile">What changed first since the restart began; null while nothing has.</param>
    public sealed record Restarting(string? ChangedMeanwhile) : WatchPhase;
}
