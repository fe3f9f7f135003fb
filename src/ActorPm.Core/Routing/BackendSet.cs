using System.Collections.Immutable;

namespace ActorPm.Core.Routing;

/// <summary>The backends of an app at one moment. Immutable: the router publishes a new one with each change, data planes read the newest.</summary>
/// <param name="Version">Counts up with each change.</param>
/// <param name="All">By ordinal, then serial.</param>
public sealed record BackendSet(long Version, ImmutableArray<Backend> All)
{
    /// <summary>No backend.</summary>
    public static BackendSet Empty { get; } = new(0, []);

    /// <summary>Those that get requests.</summary>
    public ImmutableArray<Backend> Ready { get; } = [.. All.Where(backend => backend.State is BackendState.Ready)];

    /// <summary>Those of this node that get requests: they come before other nodes, which cost a way through the network.</summary>
    public ImmutableArray<Backend> Near { get; } = [.. All.Where(backend => backend is { State: BackendState.Ready, Node: null })];

    /// <summary>The other nodes that get requests when nobody here can take them, each as often as it has instances.</summary>
    public ImmutableArray<Backend> Far { get; } =
        [.. All.Where(backend => backend is { State: BackendState.Ready, Node: not null }).SelectMany(backend => Enumerable.Repeat(backend, backend.Weight))];

    /// <summary>Whether waiting makes sense while none is ready: an instance runs, is to be started, or nothing is known yet. False when all rest.</summary>
    public bool IsExpecting { get; init; } = true;

    /// <summary>The backend of a slot, or null.</summary>
    public Backend? Find(long serial)
    {
        foreach (var backend in All)
        {
            if (backend.Serial == serial)
            {
                return backend;
            }
        }

        return null;
    }

    /// <summary>The next set, with a backend added or in place of the one of its slot.</summary>
    public BackendSet With(Backend backend) =>
        new(Version + 1, [.. All.Where(other => other.Serial != backend.Serial).Append(backend).OrderBy(one => one.Ordinal).ThenBy(one => one.Serial)]);

    /// <summary>The next set, without the backend of a slot.</summary>
    public BackendSet Without(long serial) => Find(serial) is null ? this : new(Version + 1, All.RemoveAll(backend => backend.Serial == serial));
}
