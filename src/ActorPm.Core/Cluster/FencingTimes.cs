namespace ActorPm.Core.Cluster;

/// <summary>
/// The times that keep an app with the placement <c>single</c> from living on two nodes. A node runs it only under a lease that most nodes have granted and that it
/// renews all the time (Gray and Cheriton, 1989). A node that cannot renew stops the app when the lease ends; whoever granted it grants it to nobody else before the app
/// must have stopped.
/// </summary>
public static class FencingTimes
{
    /// <summary>How long a lease lasts from the moment when it was asked for.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(5);

    /// <summary>How long a movable app may take to stop; a longer kill_timeout is cut to it.</summary>
    public static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(3);

    /// <summary>For clocks that run apart and a kill that takes its time.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromSeconds(1);

    /// <summary>How long after granting a lease a node grants it to nobody else: until then the app has been stopped.</summary>
    public static TimeSpan TakeOver => Lease + StopLimit + Margin;

    /// <summary>How often a lease is renewed.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(1);
}
