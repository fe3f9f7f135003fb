namespace ActorPm.Cluster.Tests.Nemeses.Histories;

/// <summary>
/// What was done to a cluster and what was seen of it, on all of its nodes. All of them are on this machine and have its monotonic clock, so that their histories merge by themselves.
/// </summary>
/// <param name="At">When it was over, or seen.</param>
internal abstract record ClusterEvent(TimeSpan At)
{
    /// <summary>A nemesis is about to strike.</summary>
    /// <param name="At">Before it.</param>
    /// <param name="Number">Its place in the plan.</param>
    /// <param name="Kind">What is done.</param>
    /// <param name="Victim">The node that it meets; null for all.</param>
    public sealed record NemesisBegan(TimeSpan At, int Number, NemesisKind Kind, string? Victim) : ClusterEvent(At);

    /// <summary>What the nemesis did is taken back: the network is whole, what was stopped goes on, what was killed has been started.</summary>
    public sealed record NemesisTakenBack(TimeSpan At, int Number) : ClusterEvent(At);

    /// <summary>The cluster is whole again: all are members, and each app has the copies that it shall have.</summary>
    public sealed record NemesisEnded(TimeSpan At, int Number) : ClusterEvent(At);

    /// <summary>It did not become whole in time.</summary>
    public sealed record NeverWhole(TimeSpan At, int Number, string Text) : ClusterEvent(At);

    /// <summary>A process of a movable app was active from <paramref name="First"/> to <paramref name="At"/> for certain. One that is stopped by a signal is not; a new span begins when it goes on.</summary>
    public sealed record CopyActive(TimeSpan At, TimeSpan First, string App, string Node, int Pid) : ClusterEvent(At);

    /// <summary>A command returned 0: what it wished holds from now on.</summary>
    /// <param name="At">When it returned.</param>
    /// <param name="Began">When it was given.</param>
    /// <param name="Node">Where.</param>
    /// <param name="Command">As it was typed.</param>
    /// <param name="App">About which app.</param>
    /// <param name="After">What shall be; null for an app that is off the list.</param>
    public sealed record CommandAcked(TimeSpan At, TimeSpan Began, string Node, string Command, string App, Wish? After) : ClusterEvent(At);

    /// <summary>A command failed, or did not end: what it wished holds or does not, until the list has been seen.</summary>
    public sealed record CommandFailed(TimeSpan At, TimeSpan Began, string Node, string Command, string App, Wish? After, string Text) : ClusterEvent(At);

    /// <summary>What one node says of all movable apps when the cluster has come to rest, and how many processes of each run there.</summary>
    /// <param name="At">When.</param>
    /// <param name="Number">Which rest: one for each, the same on all nodes.</param>
    /// <param name="Node">Who says so.</param>
    /// <param name="Wishes">By app.</param>
    /// <param name="Copies">By app.</param>
    public sealed record RestSeen(TimeSpan At, int Number, string Node, IReadOnlyDictionary<string, Wish> Wishes, IReadOnlyDictionary<string, int> Copies) : ClusterEvent(At)
    {
        /// <inheritdoc/>
        public override string ToString() => $"RestSeen {{ At = {At}, Number = {Number}, Node = {Node}, Wishes = {string.Join(", ", Wishes)}, Copies = {string.Join(", ", Copies)} }}";
    }

    /// <summary>A request through a node's port was answered.</summary>
    public sealed record RequestAnswered(TimeSpan At, TimeSpan Began, string Node) : ClusterEvent(At);

    /// <summary>A request through a node's port was not.</summary>
    public sealed record RequestFailed(TimeSpan At, TimeSpan Began, string Node, string Text) : ClusterEvent(At);
}
