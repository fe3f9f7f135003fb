using System.Text.Json.Serialization;
using ActorPm.Core.Apps;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Cluster;

/// <summary>
/// What the users of a cluster want of one movable app, or of one node. Every node keeps all of them. Of two that have the same key the one with the higher number holds;
/// of two with the same number, the one whose writer's name comes later: so all nodes end with the same, whatever the order in which they hear.
/// </summary>
/// <param name="Key"><c>app/NAME</c> or <c>node/NAME</c>; <c>mark/NAME</c> is no wish, but the number that a node has taken for its next one (<see cref="WishBook.IsTaken"/>).</param>
/// <param name="Number">Larger than that of every wish that its writer knew.</param>
/// <param name="Writer">The node that wrote it.</param>
/// <param name="State">What is wanted.</param>
public sealed record ClusterWish(string Key, long Number, string Writer, WishState State)
{
    private const string AppPrefix = "app/", NodePrefix = "node/", MarkPrefix = "mark/";

    /// <summary>The app as the user wrote it, JSON of an AppRequest; null for a node, and for an app that is deleted.</summary>
    public string? Request { get; init; }

    /// <summary>How the app's instances are laid out.</summary>
    public PlacementKind Kind { get; init; }

    /// <summary>The roles and labels that its nodes must have.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>How many instances of a spread app may be on one node, at least 1; 0 for any number.</summary>
    public int PerNode { get; init; }

    /// <summary>The label over whose values a spread app is laid out evenly, before it is over the nodes of each; null for nodes alone.</summary>
    public string? Over { get; init; }

    /// <summary>Movable apps with which it shares no node.</summary>
    // The generated reader gives null to what an older node does not say.
    public IReadOnlyList<string> ApartFrom { get; init => field = value ?? []; } = [];

    /// <summary>How many instances of the whole cluster may be away while a reload goes over the nodes, as <see cref="Surge"/> is written; null for one node after another.</summary>
    public string? MaxUnavailable { get; init; }

    /// <summary><see cref="MaxUnavailable"/>, read; null also for what this version cannot read.</summary>
    [JsonIgnore]
    public Surge? MostAway => MaxUnavailable is { } text && Surge.TryParse(text, out var away) ? away : null;

    /// <summary>Whether a node has all the roles that it must have.</summary>
    /// <param name="roles">The node's.</param>
    public bool IsFor(IReadOnlyCollection<string> roles) => Roles.All(roles.Contains);

    /// <summary>How many instances: in all (spread), on each node (every), 1 (single).</summary>
    public int Count { get; init; }

    /// <summary>Grows with each restart and reload.</summary>
    public long Edition { get; init; }

    /// <summary>Whether the newest edition replaces its forerunner without a gap, one node after another; otherwise all restart at once.</summary>
    public bool IsReload { get; init; }

    /// <summary>
    /// What was wanted before the app was last started otherwise than it had been: what <c>rollback</c> goes back to. Null when it never was, or was gone back to. It has none of its own.
    /// </summary>
    public ClusterWish? Former { get; init; }

    /// <summary>Whether another wish starts the app otherwise, or lays it out otherwise; its number of instances aside.</summary>
    public bool IsOtherwise(ClusterWish other) => Request != other.Request || Kind != other.Kind || PerNode != other.PerNode || Over != other.Over || MaxUnavailable != other.MaxUnavailable
        || !Roles.SequenceEqual(other.Roles) || !ApartFrom.SequenceEqual(other.ApartFrom);

    /// <summary>The app; null for a wish about a node.</summary>
    public string? App => Key.StartsWith(AppPrefix, StringComparison.Ordinal) ? Key[AppPrefix.Length..] : null;

    /// <summary>The node; null for a wish about an app.</summary>
    public string? Node => Key.StartsWith(NodePrefix, StringComparison.Ordinal) ? Key[NodePrefix.Length..] : null;

    /// <summary>The key of an app.</summary>
    public static string KeyOf(AppName app) => AppPrefix + app.Value;

    /// <summary>The key of a node.</summary>
    public static string KeyOf(NodeName node) => NodePrefix + node.Value;

    /// <summary>Takes a number for a wish.</summary>
    /// <param name="node">The writer.</param>
    /// <param name="number">The number.</param>
    public static ClusterWish MarkOf(NodeName node, long number) => new(MarkPrefix + node.Value, number, node.Value, WishState.Running);

    /// <summary>Whether this wish holds against another one of the same key.</summary>
    public bool IsNewerThan(ClusterWish? other) => other is null || IsNewerThan(other.Number, other.Writer);

    /// <summary>Whether this wish holds against one that is known by its number and writer alone.</summary>
    public bool IsNewerThan(long number, string writer) =>
        Number > number || (Number == number && string.CompareOrdinal(Writer, writer) > 0);
}

/// <summary>What is wanted of a movable app or a node.</summary>
public enum WishState
{
    /// <summary>The app shall run; the node shall take apps.</summary>
    Running,

    /// <summary>The app shall rest where it is; the node shall take no movable apps (drained).</summary>
    Stopped,

    /// <summary>The app is off the list. Kept, so that a node that was away does not bring it back.</summary>
    Deleted,
}
