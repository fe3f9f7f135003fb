using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>Who gets requests at one moment: instances of this node, and other nodes when none of those can take a request. Immutable.</summary>
internal sealed class LinkSet
{
    private readonly Tier _near;
    private readonly Tier _far;
    private readonly IBalancingPolicy _policy;
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A set.</summary>
    /// <param name="near">The instances of this node that may get requests, by ordinal.</param>
    /// <param name="far">The other nodes that may, each as often as it has turns.</param>
    /// <param name="policy">Which of them is next.</param>
    /// <param name="isExpecting">Whether waiting makes sense while there is none.</param>
    public LinkSet(IReadOnlyList<(Backend Backend, BackendLink Link)> near, IReadOnlyList<(Backend Backend, BackendLink Link)> far, IBalancingPolicy policy, bool isExpecting)
    {
        _near = Tier.Of(near);
        _far = Tier.Of(far);
        _policy = policy;
        IsExpecting = isExpecting;
    }

    /// <summary>Whether waiting makes sense while there is none.</summary>
    public bool IsExpecting { get; }

    /// <summary>Ends as soon as there is a newer set.</summary>
    public Task Changed => _changed.Task;

    /// <summary>Whether nobody gets requests.</summary>
    public bool IsEmpty(RequestReach reach) => _near.Links.Length == 0 && (reach is RequestReach.ThisNode || _far.Links.Length == 0);

    /// <summary>There is a newer set.</summary>
    public void Retire() => _changed.TrySetResult();

    /// <summary>The next one, not among those that were tried; null when there is none.</summary>
    public BackendLink? Pick(in BalancingTicket ticket, List<BackendLink>? tried, RequestReach reach) =>
        _near.Pick(_policy, ticket, tried) ?? (reach is RequestReach.ThisNode ? null : _far.Pick(_policy, ticket, tried));

    private sealed record Tier(Backend[] Backends, BackendLink[] Links)
    {
        public static Tier Of(IReadOnlyList<(Backend Backend, BackendLink Link)> open) => new([.. open.Select(pair => pair.Backend)], [.. open.Select(pair => pair.Link)]);

        public BackendLink? Pick(IBalancingPolicy policy, in BalancingTicket ticket, List<BackendLink>? tried)
        {
            if (Links.Length == 0)
            {
                return null;
            }

            if (tried is null)
            {
                return Links[policy.Pick(Backends, ticket)];
            }

            var left = Enumerable.Range(0, Links.Length).Where(index => !tried.Contains(Links[index])).ToArray();
            return left.Length == 0 ? null : Links[left[policy.Pick([.. left.Select(index => Backends[index])], ticket)]];
        }
    }
}

/// <summary>How far a request may go.</summary>
internal enum RequestReach
{
    /// <summary>To whoever can take it, in the whole cluster.</summary>
    Cluster,

    /// <summary>To instances of this node: another node has sent it here, and would get it back.</summary>
    ThisNode,
}
