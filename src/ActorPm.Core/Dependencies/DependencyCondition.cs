namespace ActorPm.Core.Dependencies;

/// <summary>What has to be true of an app before those that depend on it are started.</summary>
public enum DependencyCondition
{
    /// <summary>One of its processes runs.</summary>
    Started,

    /// <summary>One of its instances is ready: online, and nothing speaks against giving it work. The default.</summary>
    Ready,

    /// <summary>One of its instances is ready, and a probe has said so: an app without probes never is.</summary>
    Healthy,

    /// <summary>All its instances have ended with exit code 0, as a migration does.</summary>
    Completed,
}
