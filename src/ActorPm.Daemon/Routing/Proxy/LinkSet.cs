using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>Who gets requests at one moment. Immutable.</summary>
internal sealed class LinkSet
{
    private readonly Backend[] _backends;
    private readonly BackendLink[] _links;
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A set.</summary>
    /// <param name="open">Those that may get requests, by ordinal.</param>
    /// <param name="policy">Which of them is next.</param>
    /// <param name="isExpecting">Whether waiting makes sense while there is none.</param>
    public LinkSet(IReadOnlyList<(Backend Backend, BackendLink Link)> open, IBalancingPolicy policy, bool isExpecting)
    {
        _backends = [.. open.Select(pair => pair.Backend)];
        _links = [.. open.Select(pair => pair.Link)];
        Policy = policy;
        IsExpecting = isExpecting;
    }

    /// <summary>Which one is next.</summary>
    public IBalancingPolicy Policy { get; }

    /// <summary>Whether waiting makes sense while there is none.</summary>
    public bool IsExpecting { get; }

    /// <summary>Whether nobody gets requests.</summary>
    public bool IsEmpty => _links.Length == 0;

    /// <summary>Ends as soon as there is a newer set.</summary>
    public Task Changed => _changed.Task;

    /// <summary>There is a newer set.</summary>
    public void Retire() => _changed.TrySetResult();

    /// <summary>The next one, not among those that were tried; null when there is none.</summary>
    public BackendLink? Pick(in BalancingTicket ticket, List<BackendLink>? tried)
    {
        if (_links.Length == 0)
        {
            return null;
        }

        if (tried is null)
        {
            return _links[Policy.Pick(_backends, ticket)];
        }

        var left = Enumerable.Range(0, _links.Length).Where(index => !tried.Contains(_links[index])).ToArray();
        return left.Length == 0 ? null : _links[left[Policy.Pick([.. left.Select(index => _backends[index])], ticket)]];
    }
}
