namespace ActorPm.Core.Apps;

/// <summary>When an instance counts as online.</summary>
/// <param name="Signal">What says so.</param>
/// <param name="ListenTimeout">How long to wait for it; then it counts as online all the same, as in PM2. At least 0; default 3 s.</param>
public sealed record ReadySettings(ReadySignal Signal, TimeSpan ListenTimeout)
{
    /// <summary>PM2's defaults.</summary>
    public static ReadySettings Default { get; } = new(ReadySignal.Spawned, TimeSpan.FromSeconds(3));
}

/// <summary>What says that an instance is online.</summary>
public enum ReadySignal
{
    /// <summary>Its process was started.</summary>
    Spawned,

    /// <summary>It sent <c>ready</c> over its channel (PM2's <c>wait_ready</c>).</summary>
    Message,
}
