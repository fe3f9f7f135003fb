namespace ActorPm.Core.Control;

/// <summary>Makes this daemon the first node of a cluster.</summary>
/// <param name="Name">What the node is called; null for the machine's name.</param>
/// <param name="Address">Where other nodes reach it, as <c>host:port</c>; null for the machine's first address and the usual port.</param>
/// <param name="Roles">What kind of node it is, for placement.</param>
public sealed record ClusterInitRequest(string? Name, string? Address, IReadOnlyList<string> Roles);

/// <summary>Makes this daemon a further node.</summary>
/// <param name="Through">A node of the cluster, as <c>host:port</c>: the one that printed the token.</param>
/// <param name="Token">What that node printed.</param>
/// <param name="Self">Who this node is.</param>
public sealed record ClusterJoinRequest(string Through, string Token, ClusterInitRequest Self);

/// <summary>Has a token made.</summary>
/// <param name="Uses">How many nodes may join by it, 1 to 1,000.</param>
/// <param name="Hours">How long it is good, more than 0 and at most 8,760.</param>
public sealed record ClusterTokenRequest(int Uses, double Hours);

/// <summary>A token.</summary>
/// <param name="Token">The word that <c>apm cluster join</c> takes. It opens the cluster to whoever has it.</param>
/// <param name="Address">The node that it is for.</param>
/// <param name="Uses">How many nodes may join by it.</param>
/// <param name="Until">When it ends.</param>
public sealed record ClusterTokenReply(string Token, string Address, int Uses, DateTimeOffset Until);

/// <summary>Takes a node off the cluster for good.</summary>
/// <param name="Node">Its name.</param>
public sealed record ClusterRemoveRequest(string Node);

/// <summary>How the cluster looks from this node.</summary>
/// <param name="State">What this node is.</param>
/// <param name="Name">Its name; null when it belongs to no cluster.</param>
/// <param name="Waits">What it waits for; null for nothing.</param>
/// <param name="Nodes">All nodes that belong to the cluster, this one first, then by name.</param>
public sealed record ClusterStatus(ClusterState State, string? Name, string? Waits, IReadOnlyList<ClusterNodeView> Nodes)
{
    /// <summary>The apps that the cluster moves.</summary>
    public IReadOnlyList<MovableAppView> Apps { get; init; } = [];

    /// <summary>Whether this node has reached most nodes so lately that it may run movable apps.</summary>
    public bool IsConnected { get; init; }

    /// <summary>The bounds of fencing; null when this node belongs to no cluster.</summary>
    public FencingView? Fencing { get; init; }
}

/// <summary>An app that the cluster moves.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Placement"><c>single</c>, <c>spread</c> or <c>every</c>.</param>
/// <param name="Roles">The roles and labels that its nodes must have.</param>
/// <param name="Count">How many instances: in all, or on each node.</param>
/// <param name="State"><c>running</c> or <c>stopped</c>: what is wanted.</param>
/// <param name="Ready">How many may be given requests, by node.</param>
/// <param name="Problem">What is in the way; null for nothing.</param>
public sealed record MovableAppView(string Name, string Placement, IReadOnlyList<string> Roles, int Count, string State, IReadOnlyDictionary<string, int> Ready, string? Problem)
{
    /// <summary>How many instances may be on one node; 0 for any number.</summary>
    public int PerNode { get; init; }

    /// <summary>The label over whose values it is laid out; null for nodes alone.</summary>
    public string? Over { get; init; }

    /// <summary>The apps with which it shares no node.</summary>
    // The generated reader gives null to what an older daemon does not say.
    public IReadOnlyList<string> ApartFrom { get; init => field = value ?? []; } = [];
}

/// <summary>The times of fencing.</summary>
/// <param name="LeaseMs">How long a node may run an app without hearing from most others, in milliseconds.</param>
/// <param name="StopMs">How long a movable app may take to stop after that.</param>
/// <param name="TakeOverMs">The earliest time after its last word at which the apps of a lost node start elsewhere.</param>
public sealed record FencingView(double LeaseMs, double StopMs, double TakeOverMs)
{
    /// <summary>When after its last word the node's guard kills what its daemon has not ended, in milliseconds; null when no guard does.</summary>
    public double? GuardMs { get; init; }
}

/// <summary>Has a node take movable apps no more, or again.</summary>
/// <param name="Node">Its name.</param>
/// <param name="Takes">Whether it takes them.</param>
public sealed record ClusterDrainRequest(string Node, bool Takes);

/// <summary>A node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is reached.</param>
/// <param name="Roles">What users called it.</param>
/// <param name="Status">Akka's word for a member (joining, weaklyup, up, leaving, exiting, down); <c>away</c> for a node that belongs to the cluster and is no member.</param>
/// <param name="IsReachable">Whether its heartbeats arrive here.</param>
/// <param name="IsLeader">Whether it carries out what the cluster has agreed on.</param>
/// <param name="IsSelf">Whether it is the node that tells this.</param>
/// <param name="Version">Its version; null when it is away.</param>
public sealed record ClusterNodeView(string Name, string Address, IReadOnlyList<string> Roles, string Status, bool IsReachable, bool IsLeader, bool IsSelf, string? Version)
{
    /// <summary>Whether it takes no movable apps.</summary>
    public bool IsDrained { get; init; }
}

/// <summary>What this node is.</summary>
public enum ClusterState
{
    /// <summary>It belongs to no cluster.</summary>
    Alone,

    /// <summary>It belongs to a cluster and looks for it.</summary>
    Joining,

    /// <summary>It is a member.</summary>
    Member,
}
