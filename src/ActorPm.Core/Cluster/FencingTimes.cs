namespace ActorPm.Core.Cluster;

/// <summary>
/// The times that keep an app with the placement <c>single</c> from living on two nodes. A node runs it only under a lease that most nodes have granted and that it
/// renews all the time (Gray and Cheriton, 1989). A node that cannot renew stops the app when the lease ends; whoever granted it grants it to nobody else before the app
/// must have stopped.
/// </summary>
/// <param name="Lease">How long a lease lasts from the moment when it was asked for; at least 2 s.</param>
/// <param name="StopLimit">How long a movable app may take to stop; a longer kill_timeout is cut to it. At least 100 ms.</param>
public sealed record FencingTimes(TimeSpan Lease, TimeSpan StopLimit)
{
    /// <summary>For clocks that run apart and a kill that takes its time.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    private const int RoundsOfLease = 5;

    private static readonly TimeSpan LongestRound = TimeSpan.FromSeconds(1);

    /// <summary>5 s and 3 s: with these, what a killed node ran is given up about when Akka.Cluster gives up the node.</summary>
    public static FencingTimes Default { get; } = new(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(3));

    /// <summary>How long after granting a lease a node grants it to nobody else: until then the app has been stopped.</summary>
    public TimeSpan TakeOver => Lease + StopLimit + Margin;

    /// <summary>
    /// How long after its asking an app whose lease was not renewed is killed by the guard, if it still lives: when the node's daemon must have ended it, and half the
    /// margin before another node may begin.
    /// </summary>
    public TimeSpan GuardKill => Lease + StopLimit + (Margin / 2);

    /// <summary>How often a lease is renewed: five times while it lasts, and at least once a second.</summary>
    public TimeSpan Round => Lease / RoundsOfLease < LongestRound ? Lease / RoundsOfLease : LongestRound;
}
