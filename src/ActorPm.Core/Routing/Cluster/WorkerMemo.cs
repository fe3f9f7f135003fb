using System.Collections.Immutable;

namespace ActorPm.Core.Routing.Cluster;

/// <summary>What is known of a worker and must outlive the daemon. Immutable.</summary>
/// <param name="CanDrain">Whether the preload is there.</param>
/// <param name="Listens">The sockets that it was given.</param>
public sealed record WorkerMemo(bool CanDrain, ImmutableArray<WorkerListen> Listens)
{
    /// <summary>The most sockets of one worker.</summary>
    public const int MostListens = 256;

    /// <summary>Of a worker that has said nothing.</summary>
    public static WorkerMemo Empty { get; } = new(false, []);

    /// <summary>What it has of a socket; null when nothing.</summary>
    public WorkerListen? Find(string key) => Listens.FirstOrDefault(listen => listen.Query.Key == key);

    /// <summary>With a socket, or in place of what it had of it.</summary>
    public WorkerMemo With(WorkerListen listen) => this with { Listens = [.. Listens.Where(other => other.Query.Key != listen.Query.Key), listen] };

    /// <summary>Without a socket.</summary>
    public WorkerMemo Without(string key) => this with { Listens = Listens.RemoveAll(listen => listen.Query.Key == key) };

    /// <summary>With the word that a server listens.</summary>
    public WorkerMemo AfterListening(ListenQuery listening) => this with
    {
        Listens = [.. Listens.Select(listen => listen.Query.IsMeantBy(listening, listen.Name.Port) ? listen with { IsServed = true } : listen)],
    };

    /// <summary>
    /// Whether a worker takes requests where its elders do: on each socket that every elder with any socket serves. Sockets that only some of them serve (an
    /// admin port of the first instance) are not awaited.
    /// </summary>
    /// <param name="elders">The ready workers of other slots.</param>
    public bool ServesLike(IEnumerable<WorkerMemo> elders)
    {
        HashSet<string>? common = null;
        foreach (var elder in elders)
        {
            var served = elder.Listens.Where(listen => listen.IsServed).Select(listen => listen.Query.Key).ToHashSet(StringComparer.Ordinal);
            if (served.Count == 0)
            {
                continue;
            }

            common?.IntersectWith(served);
            common ??= served;
        }

        return common is null || common.All(key => Find(key) is { IsServed: true });
    }
}

/// <summary>A worker's share of a socket.</summary>
/// <param name="Query">What it wanted.</param>
/// <param name="Name">The socket that it got.</param>
/// <param name="Mode">Whether it has the socket itself, or is sent connections.</param>
/// <param name="IsServed">Whether its server listens.</param>
public sealed record WorkerListen(ListenQuery Query, SocketName Name, HandoffMode Mode, bool IsServed);
