namespace ActorPm.Core.Cluster;

/// <summary>
/// When a node renews its certificate, and when its actor system takes the new one. Connections over HTTPS take it at once; an actor system keeps the one that it was
/// made with, so it has to be made anew, which costs the node its membership for some seconds: one node at a time, and while nothing else is amiss.
/// </summary>
/// <param name="Life">How long certificates are good.</param>
public readonly record struct RenewalPlan(TimeSpan Life)
{
    // Nodes take their turns within a third of the life, in the order of their names; from the next one on they share turns, and then whether all is well decides alone.
    private const int Turns = 20, TurnsPerLife = 60, LastPart = 9;

    /// <summary>How often to look whether something is due: often enough for the life, and at least once an hour.</summary>
    public TimeSpan Look => Life / (TurnsPerLife * 4) is var often && often < TimeSpan.FromHours(1) ? often : TimeSpan.FromHours(1);

    /// <summary>Whether a certificate is to be renewed: a third of its life is left, or less.</summary>
    /// <param name="until">How long it is good.</param>
    /// <param name="now">The time.</param>
    public bool IsDue(DateTimeOffset until, DateTimeOffset now) => until - now < Life / 3;

    /// <summary>Whether an actor system with an older certificate is to be made anew.</summary>
    /// <param name="until">How long that certificate is good.</param>
    /// <param name="place">The node's place among the names of the cluster, from 0.</param>
    /// <param name="isQuiet">Whether every node of the cluster is a member and reachable.</param>
    /// <param name="now">The time.</param>
    public bool MayBeginAnew(DateTimeOffset until, int place, bool isQuiet, DateTimeOffset now)
    {
        var left = until - now;
        // It may never be quiet, since a node that is away for good belongs to the cluster until it is removed.
        return left < Life / LastPart || (isQuiet && left < (Life / 3) - (place % Turns * (Life / TurnsPerLife)));
    }
}
