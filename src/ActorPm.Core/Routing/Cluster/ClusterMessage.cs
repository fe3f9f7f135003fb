namespace ActorPm.Core.Routing.Cluster;

/// <summary>What a worker of Node's cluster says to its primary (lib/internal/cluster/child.js), and what ActorPm's preload says.</summary>
public abstract record ClusterMessage
{
    private ClusterMessage()
    {
    }

    /// <summary>It is there. Before anything else.</summary>
    public sealed record Online : ClusterMessage;

    /// <summary>It wants to listen, and waits for the answer.</summary>
    /// <param name="Seq">The number that the answer repeats.</param>
    /// <param name="Query">What it wants.</param>
    public sealed record Listen(long Seq, ListenQuery Query) : ClusterMessage;

    /// <summary>A server of it listens.</summary>
    /// <param name="Query">What it wanted; the port may be the one that it got instead.</param>
    public sealed record Listening(ListenQuery Query) : ClusterMessage;

    /// <summary>It closed a server.</summary>
    /// <param name="Key">The socket.</param>
    public sealed record Close(string Key) : ClusterMessage;

    /// <summary>It leaves the cluster of its own accord, and waits for a word that this was noted.</summary>
    /// <param name="Seq">The number that the answer repeats.</param>
    public sealed record Leaving(long Seq) : ClusterMessage;

    /// <summary>Whether it took a connection.</summary>
    /// <param name="Ack">The number of the connection.</param>
    /// <param name="Accepted">False: it closed the server meanwhile, or has too many.</param>
    public sealed record Taken(long Ack, bool Accepted) : ClusterMessage;

    /// <summary>The preload is there: the worker can be asked to drain.</summary>
    public sealed record CanDrain : ClusterMessage;

    /// <summary>How far draining is.</summary>
    /// <param name="Left">Connections that are open still.</param>
    public sealed record Draining(int Left) : ClusterMessage;

    /// <summary>Something that a primary has no use for.</summary>
    public sealed record Other : ClusterMessage;
}
