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
