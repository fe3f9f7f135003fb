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

    /// <summary>Goes back to what an app was before its newest change, or before the reload that is under way.</summary>
    /// <returns>What was done; null when the target is this node's own.</returns>
    /// <exception cref="RefusedException">It is refused.</exception>
    Task<CommandReply?> RollbackAsync(string target, CancellationToken cancellation);

    /// <summary>Whether an app is on the cluster's list.</summary>
    bool Has(string app);

    /// <summary>Refuses to stop a reload halfway, which the cluster does not do.</summary>
    /// <exception cref="RefusedException">One of the targets is an app that the cluster moves.</exception>
    void RefuseCanary(IEnumerable<string> targets);
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
