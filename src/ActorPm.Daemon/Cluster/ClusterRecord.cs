using System.Text.Json.Serialization;
using ActorPm.Core.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>What a node remembers of its cluster, beside the certificates. Extend only.</summary>
/// <param name="Name">Its own name.</param>
/// <param name="Address">Where others reach it.</param>
/// <param name="Roles">What users called it.</param>
/// <param name="Peers">The other nodes that belong to the cluster, members at the moment or not.</param>
/// <param name="Invitations">The tokens that were printed here and may still be used.</param>
internal sealed record ClusterRecord(string Name, PeerAddress Address, IReadOnlyList<string> Roles, IReadOnlyList<PeerRecord> Peers, IReadOnlyList<Invitation> Invitations)
{
    /// <summary>All nodes that belong to the cluster, this one last.</summary>
    [JsonIgnore]
    public IEnumerable<PeerRecord> Nodes => Peers.Append(new PeerRecord(Name, Address));

    /// <summary>The nodes of which most must be reached: those that were members at least once, and this one. One that was invited and never came does not count.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Voters => [.. Peers.Where(peer => peer.HasArrived).Select(peer => peer.Name), Name];

    /// <summary>Whether most of the voters are among some members.</summary>
    public bool HasMost(IReadOnlyList<MeshMember> members) => Voters is var voters && voters.Count(name => members.Any(member => member.Name == name)) >= Majority.Of(voters.Count);

    /// <summary>With a peer that is new, or has another address now; the same when nothing changes.</summary>
    public ClusterRecord With(PeerRecord peer) => peer.Name == Name || Peers.Contains(peer) ? this : this with { Peers = [.. Peers.Where(other => other.Name != peer.Name), peer] };

    /// <summary>With the peers that members know and no others: a node that left while this one was away could not tell it. The same when nothing changes.</summary>
    public ClusterRecord AsKnownTo(IEnumerable<PeerRecord> known)
    {
        var peers = known.OrderByDescending(peer => peer.HasArrived).DistinctBy(peer => peer.Name).Where(peer => peer.Name != Name).ToList();
        return peers.ToHashSet().SetEquals(Peers) ? this : this with { Peers = peers };
    }

    /// <summary>Without a peer; the same when there is none of that name.</summary>
    public ClusterRecord Without(string name) => Peers.Any(peer => peer.Name == name) ? this with { Peers = [.. Peers.Where(peer => peer.Name != name)] } : this;
}

/// <summary>Another node.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Address">Where it is reached.</param>
internal sealed record PeerRecord(string Name, PeerAddress Address)
{
    /// <summary>Whether it was a member at least once.</summary>
    public bool HasArrived { get; init; } = true;
}

/// <summary>A token that was printed here.</summary>
/// <param name="Hash">SHA-256 of its secret, in hexadecimal digits: who reads the file cannot join.</param>
/// <param name="Until">When it ends.</param>
/// <param name="Uses">How many nodes may still join by it.</param>
internal sealed record Invitation(string Hash, DateTimeOffset Until, int Uses);

/// <summary>The JSON of <c>cluster/cluster.json</c> and of what nodes say to each other, generated at compile time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true, UseStringEnumConverter = true, WriteIndented = true)]
[JsonSerializable(typeof(ClusterRecord))]
[JsonSerializable(typeof(EnrolRequest))]
[JsonSerializable(typeof(EnrolReply))]
[JsonSerializable(typeof(VoteRequest))]
[JsonSerializable(typeof(PeerReply))]
[JsonSerializable(typeof(ForgetRequest))]
[JsonSerializable(typeof(RoundRequest))]
[JsonSerializable(typeof(RoundReply))]
[JsonSerializable(typeof(IReadOnlyList<ClusterWish>))]
internal sealed partial class ClusterRecordJson : JsonSerializerContext;
