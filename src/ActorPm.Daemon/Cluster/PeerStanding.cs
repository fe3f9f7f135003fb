using ActorPm.Core.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>What this node knows of another one by their rounds. Any thread; what is read may be a moment old.</summary>
internal sealed class PeerStanding
{
    private static readonly Dictionary<string, WishStamp> Nothing = [];
    private static readonly Dictionary<string, PlacedApp> Nowhere = [];

    private int _isAsked;

    /// <summary>How new its wishes are.</summary>
    public IReadOnlyDictionary<string, WishStamp> Known { get; private set; } = Nothing;

    /// <summary>The movable apps that it runs.</summary>
    public IReadOnlyDictionary<string, PlacedApp> Placed { get; private set; } = Nowhere;

    /// <summary>When it is asked next; anything earlier than now is at once.</summary>
    public TimeSpan NextAt { get; set; }

    /// <summary>When what this node runs was looked at, of which it has heard.</summary>
    public TimeSpan ToldAt { get; set; }

    /// <summary>Whether it keeps a wish, or a newer one.</summary>
    public bool Keeps(ClusterWish wish) => Known.TryGetValue(wish.Key, out var stamp) && !wish.IsNewerThan(stamp.Number, stamp.Writer);

    /// <summary>Takes what it told.</summary>
    public void Heard(IReadOnlyDictionary<string, WishStamp> known, IReadOnlyDictionary<string, PlacedApp> placed) => (Known, Placed) = (known, placed);

    /// <summary>One asking at a time.</summary>
    public bool TryBeginAsking() => Interlocked.Exchange(ref _isAsked, 1) == 0;

    /// <summary>The asking is over.</summary>
    public void EndAsking() => Volatile.Write(ref _isAsked, 0);
}
