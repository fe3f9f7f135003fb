namespace ActorPm.Core.Access;

/// <summary>What a grant of some namespaces means for a route.</summary>
public enum AccessScope
{
    /// <summary>The route is not about apps: anybody with the role may use it.</summary>
    Free,

    /// <summary>The answer is narrowed to the apps of these namespaces.</summary>
    Listed,

    /// <summary>The request names apps, all of which have to be of these namespaces.</summary>
    Named,

    /// <summary>It is about the daemon, or about all apps: it takes a grant for all namespaces.</summary>
    Whole,
}
