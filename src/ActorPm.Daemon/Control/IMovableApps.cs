using ActorPm.Core.Control;

namespace ActorPm.Daemon.Control;

/// <summary>Takes out of a command what concerns apps that a cluster moves, and carries that out; the rest is this node's own.</summary>
internal interface IMovableApps
{
    /// <summary>Starts what says a placement, and what is on the cluster's list.</summary>
    /// <returns>What is left to this node, and what was done.</returns>
    /// <exception cref="RefusedException">It is refused.</exception>
    Task<(StartRequest Left, CommandReply Done)> StartAsync(StartRequest request, bool isReload, CancellationToken cancellation);

    /// <summary>Changes what the targets name.</summary>
    /// <returns>What is left to this node, and what was done.</returns>
    /// <exception cref="RefusedException">It is refused.</exception>
    Task<(IReadOnlyList<string> Left, CommandReply Done)> ChangeAsync(MovableVerb verb, IReadOnlyList<string> targets, AppRequest? changes, CancellationToken cancellation);

    /// <summary>Changes a number of instances.</summary>
    /// <returns>What was done; null when the target is this node's own.</returns>
    /// <exception cref="RefusedException">It is refused.</exception>
    Task<CommandReply?> ScaleAsync(string target, string count, CancellationToken cancellation);

    /// <summary>Refuses what has no meaning for an app that the cluster moves.</summary>
    /// <exception cref="RefusedException">The target is such an app.</exception>
    void RefuseHere(string target);
}

/// <summary>What can be asked of several apps at once.</summary>
internal enum MovableVerb
{
    /// <summary>Let them rest.</summary>
    Stop,

    /// <summary>Take them off the list.</summary>
    Delete,

    /// <summary>Give them fresh processes, all at once.</summary>
    Restart,

    /// <summary>Give them fresh processes without a gap.</summary>
    Reload,
}
