using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;
using ActorPm.Daemon.Control;

namespace ActorPm.Daemon.Cluster;

/// <summary>The apps of this node, and what the cluster may do with them. Each call returns when it has been carried out and the instances have settled.</summary>
internal interface ILocalApps
{
    /// <summary>Completes when the list has been read; before that no app is known.</summary>
    Task Ready { get; }

    /// <summary>All apps of the list, pinned ones too, and those that have left it and still end; by name.</summary>
    IReadOnlyDictionary<string, LocalApp> All();

    /// <summary>Puts an app on the list, or starts it again as the wish says now.</summary>
    /// <exception cref="RefusedException">It cannot run here, or its reload failed.</exception>
    Task StartAsync(ClusterWish wish, int count, CancellationToken cancellation);

    /// <summary>What a wish says of an app, as this node understands it.</summary>
    /// <exception cref="RefusedException">It cannot run here.</exception>
    AppSpec SpecOf(ClusterWish wish);

    /// <summary>Starts an app that was stopped.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    Task ResumeAsync(string app, CancellationToken cancellation);

    /// <summary>Changes its number of instances.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    Task ScaleAsync(string app, int count, CancellationToken cancellation);

    /// <summary>Lets it rest.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    Task StopAsync(string app, CancellationToken cancellation);

    /// <summary>Ends it and takes it off the list.</summary>
    /// <exception cref="RefusedException">It is refused.</exception>
    Task DeleteAsync(string app, CancellationToken cancellation);
}

/// <summary>An app of this node.</summary>
/// <param name="Placement">Whether the cluster may move it, and which edition it is.</param>
/// <param name="Count">Its number of instances on the list.</param>
/// <param name="IsWanted">Whether any of them is meant to run.</param>
/// <param name="Living">How many are neither at rest nor given up: they have a process, or may have one in a moment.</param>
/// <param name="Processes">How many have a process.</param>
/// <param name="Ready">How many may be given requests.</param>
internal sealed record LocalApp(Placement Placement, int Count, bool IsWanted, int Living, int Processes, int Ready)
{
    /// <summary>The slots of those that live.</summary>
    public IReadOnlyList<long> Slots { get; init; } = [];
}
