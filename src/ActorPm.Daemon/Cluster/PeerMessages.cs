using ActorPm.Core.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>What nodes say to each other over HTTPS. Extend only; the version is in the path.</summary>
internal static class PeerContract
{
    /// <summary>GET → the authority's certificate, PEM. Anybody may read it; whoever joins compares it with the fingerprint in the token before it says anything.</summary>
    public const string Authority = "/peer/v1/authority";

    /// <summary>POST <see cref="EnrolRequest"/> → <see cref="EnrolReply"/>. The only other route that takes callers without a certificate: the secret of a token is asked for instead.</summary>
    public const string Enrol = "/peer/v1/enrol";

    /// <summary>GET → <see cref="PeerReply"/>, whose vote is not asked for.</summary>
    public const string State = "/peer/v1/state";

    /// <summary>POST <see cref="VoteRequest"/> → <see cref="PeerReply"/>.</summary>
    public const string Vote = "/peer/v1/vote";

    /// <summary>POST <see cref="ForgetRequest"/> → 200: the node does not belong to the cluster any more.</summary>
    public const string Forget = "/peer/v1/forget";

    /// <summary>POST <see cref="RoundRequest"/> → <see cref="RoundReply"/>, every second.</summary>
    public const string Round = "/peer/v1/round";

    /// <summary>
    /// GET with <c>Upgrade: apm-tunnel</c>, before an app's name → 101, then pieces of a connection with the app's balancer there (<see cref="TunnelRelay"/>); 503 when nobody there could take a
    /// request.
    /// </summary>
    public const string Tunnel = "/peer/v1/tunnel/";

    /// <summary>What <see cref="Tunnel"/> upgrades to.</summary>
    public const string TunnelProtocol = "apm-tunnel";

    /// <summary>The longest body of a round, in bytes, either way.</summary>
    public const int MostRoundBytes = 8 * 1024 * 1024;

    /// <summary>About how much news one round carries, in characters; the rest comes with the next.</summary>
    public const int MostNews = 1024 * 1024;

    /// <summary>Before any route of the control API: it is carried out here.</summary>
    public const string Node = "/node";
}

/// <summary>A node asks to be taken in.</summary>
/// <param name="Secret">The token's, in hexadecimal digits.</param>
/// <param name="Peer">What it shall be called, and where it is reached.</param>
/// <param name="CertificateRequest">PKCS #10, PEM.</param>
internal sealed record EnrolRequest(string Secret, PeerRecord Peer, string CertificateRequest);

/// <summary>It is taken in.</summary>
/// <param name="Certificate">Its certificate, PEM.</param>
/// <param name="AuthorityKey">The authority's key (PKCS #8, PEM).</param>
/// <param name="Peers">The nodes of the cluster.</param>
internal sealed record EnrolReply(string Certificate, string AuthorityKey, IReadOnlyList<PeerRecord> Peers);

/// <summary>A node asks for a vote.</summary>
/// <param name="Candidate">Its name.</param>
internal sealed record VoteRequest(string Candidate);

/// <summary>How a node stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsMember">Whether it is a member of the running cluster.</param>
/// <param name="GivesVote">Whether it gives its vote to the one that asked.</param>
/// <param name="Peers">The nodes that it knows, itself included.</param>
internal sealed record PeerReply(string Name, bool IsMember, bool GivesVote, IReadOnlyList<PeerRecord> Peers);

/// <summary>A node does not belong to the cluster any more.</summary>
/// <param name="Name">Its name.</param>
internal sealed record ForgetRequest(string Name);

/// <summary>What a node tells another each second, and asks of it.</summary>
/// <param name="Leases">The leases that it asks for.</param>
/// <param name="Known">How new the wishes are that it has.</param>
/// <param name="News">Wishes that the other one did not have when it spoke last.</param>
/// <param name="Placed">The movable apps that it runs, by name.</param>
internal sealed record RoundRequest(
    LeaseAsking Leases, IReadOnlyDictionary<string, WishStamp> Known, IReadOnlyList<ClusterWish> News, IReadOnlyDictionary<string, PlacedApp> Placed);

/// <summary>The answer.</summary>
/// <param name="Granted">The leases that are granted.</param>
/// <param name="Known">How new the wishes are that the other one has, after it has kept the news.</param>
/// <param name="News">Wishes that the asker did not have.</param>
/// <param name="Placed">The movable apps that the other one runs.</param>
internal sealed record RoundReply(
    IReadOnlyList<string> Granted, IReadOnlyDictionary<string, WishStamp> Known, IReadOnlyList<ClusterWish> News, IReadOnlyDictionary<string, PlacedApp> Placed);

/// <summary>A movable app on a node.</summary>
/// <param name="Edition">Which edition of the wish it carries out.</param>
/// <param name="Count">How many instances it has there.</param>
/// <param name="Ready">How many of them may be given requests.</param>
internal sealed record PlacedApp(long Edition, int Count, int Ready)
{
    /// <summary>Whether all of its instances there were given up.</summary>
    public bool IsErrored { get; init; }

    /// <summary>Why the node does not do what the cluster wants, in one sentence; null when it does, or is about to.</summary>
    public string? Problem { get; init; }

    /// <summary>The edition that the problem is about.</summary>
    public long ProblemOf { get; init; }
}
