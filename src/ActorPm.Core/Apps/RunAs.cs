namespace ActorPm.Core.Apps;

/// <summary>The user and group that an app runs as, as written: looked up when it is started.</summary>
/// <param name="User">A name or a number; null is the daemon's own.</param>
/// <param name="Group">A name or a number; null is the user's first group.</param>
public sealed record RunAs(string? User, string? Group)
{
    /// <summary>As the daemon.</summary>
    public static RunAs Daemon { get; } = new(null, null);
}
