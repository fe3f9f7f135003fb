namespace ActorPm.Core.Restarts;

/// <summary>Which exits bring an instance back.</summary>
public enum RestartMode
{
    /// <summary>Every exit that nobody asked for (PM2's default).</summary>
    Always,

    /// <summary>Every exit but exit code 0.</summary>
    OnFailure,

    /// <summary>None (PM2's <c>autorestart: false</c>).</summary>
    Never,
}
