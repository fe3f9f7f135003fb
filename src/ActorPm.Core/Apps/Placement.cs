using System.Collections.Immutable;
using ActorPm.Core.Rollouts;

namespace ActorPm.Core.Apps;

/// <summary>On which nodes of a cluster an app runs.</summary>
/// <param name="Kind">How its instances are laid out.</param>
/// <param name="Roles">It runs only on nodes that have all of these roles and labels; empty for any node.</param>
public sealed record Placement(PlacementKind Kind, ImmutableArray<string> Roles)
{
    /// <summary>On the node where it was started, as without a cluster. The default.</summary>
    public static Placement Pinned { get; } = new(PlacementKind.Pinned, []);

    /// <summary>Which edition of the cluster's wish this node carries out: it grows with each restart and reload. 0 for pinned apps.</summary>
    public long Edition { get; init; }

    /// <summary>How many instances of a spread app may be on one node; 0, the default, for any number.</summary>
    public int PerNode { get; init; }

    /// <summary>The label over whose values a spread app is laid out evenly; null, the default, for nodes alone.</summary>
    public string? Over { get; init; }

    /// <summary>Movable apps with which it shares no node; default none.</summary>
    public ImmutableArray<string> ApartFrom { get; init; } = [];

    /// <summary>How many instances of the whole cluster may be away during a reload; null, the default, for one node after another.</summary>
    public Surge? MaxUnavailable { get; init; }

    /// <summary>Whether the cluster decides where it runs.</summary>
    public bool IsMovable => Kind is not PlacementKind.Pinned;

    /// <summary>Reads <c>pinned</c>, <c>single</c>, <c>spread</c> or <c>every</c>.</summary>
    public static PlacementKind? TryParse(string word) => word switch
    {
        "pinned" => PlacementKind.Pinned,
        "single" => PlacementKind.Single,
        "spread" => PlacementKind.Spread,
        "every" => PlacementKind.Every,
        _ => null,
    };

    /// <summary>The word for a kind, as users write it.</summary>
    public static string WordOf(PlacementKind kind) => kind switch
    {
        PlacementKind.Pinned => "pinned",
        PlacementKind.Single => "single",
        PlacementKind.Spread => "spread",
        PlacementKind.Every => "every",
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "Not a kind of placement."),
    };

    // Immutable arrays compare by reference.
    /// <inheritdoc/>
    public bool Equals(Placement? other) => other is not null && Kind == other.Kind && Edition == other.Edition && Roles.SequenceEqual(other.Roles)
        && PerNode == other.PerNode && Over == other.Over && ApartFrom.SequenceEqual(other.ApartFrom) && MaxUnavailable == other.MaxUnavailable;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Kind, Edition, Roles.Length, PerNode, Over, ApartFrom.Length);
}

/// <summary>How the instances of an app are laid out over the nodes of a cluster.</summary>
public enum PlacementKind
{
    /// <summary>All on the node where the app was started; they stay there.</summary>
    Pinned,

    /// <summary>One instance on one node; on another one when that is lost, and never on two.</summary>
    Single,

    /// <summary>The number of instances over all nodes, evenly.</summary>
    Spread,

    /// <summary>The number of instances on each node.</summary>
    Every,
}
