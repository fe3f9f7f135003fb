namespace ActorPm.Core.History;

/// <summary>How a reload ended.</summary>
public enum ReloadResult
{
    /// <summary>All instances are new.</summary>
    Completed,

    /// <summary>A share is new; the user decides.</summary>
    Paused,

    /// <summary>It failed or was taken back.</summary>
    Failed,
}
