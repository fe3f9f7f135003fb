using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Core.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// The cluster's own authority: whoever has a certificate of it is a node. Each node has the authority's key, so that any of them can take in another one, and renews
/// its own certificate itself; the key never leaves the home but to a node that was invited.
/// </summary>
internal static class CertificateAuthority
{
    private const int AuthorityYears = 20;
    private const int SerialBytes = 16;

    // Clocks of machines differ by some minutes.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(10);

    // id-kp-serverAuth and id-kp-clientAuth (RFC 5280, 4.2.1.12): between nodes each is both.
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1"), ClientUse = new("1.3.6.1.5.5.7.3.2");

    /// <summary>Makes an authority, with its key.</summary>
    public static X509Certificate2 Create(DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=ActorPm cluster {Guid.NewGuid():N}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: true, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, critical: true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, critical: false));
        return request.CreateSelfSigned(now - Backdate, now.AddYears(AuthorityYears));
    }

    /// <summary>Makes a key and the request for a certificate of it.</summary>
    /// <returns>The key, and the request (PKCS #10, PEM).</returns>
    public static (ECDsa Key, string Request) Ask(NodeName name)
    {
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return (key, new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSigningRequestPem());
    }

    /// <summary>Answers a request with a certificate for a node. Nothing of the request counts but its key.</summary>
    /// <exception cref="CryptographicException">It is no request, or was not made by who has the key.</exception>
    /// <param name="authority">The authority, with its key.</param>
    /// <param name="request">PKCS #10, PEM.</param>
    /// <param name="name">What the node is called.</param>
    /// <param name="life">How long it is good.</param>
    /// <param name="now">The time.</param>
    public static X509Certificate2 Answer(X509Certificate2 authority, string request, NodeName name, TimeSpan life, DateTimeOffset now)
    {
        var asked = CertificateRequest.LoadSigningRequestPem(request, HashAlgorithmName.SHA256);
        var certificate = new CertificateRequest(new X500DistinguishedName($"CN={name}"), asked.PublicKey, HashAlgorithmName.SHA256);
        certificate.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        certificate.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        certificate.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerUse, ClientUse], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name.Value);
        certificate.CertificateExtensions.Add(names.Build());
        var from = now - Backdate;
        return certificate.Create(authority, from < authority.NotBefore ? authority.NotBefore : from, now + life, RandomNumberGenerator.GetBytes(SerialBytes));
    }

    /// <summary>The fingerprint by which a token names an authority.</summary>
    public static byte[] FingerprintOf(X509Certificate2 authority) => SHA256.HashData(authority.RawData);

    /// <summary>Whether a certificate is one of a node: of this authority, in time, and for both sides of a connection.</summary>
    /// <param name="authority">The authority.</param>
    /// <param name="certificate">What the other side showed; null for nothing.</param>
    /// <param name="problem">Why not.</param>
    public static bool Accepts(X509Certificate2 authority, X509Certificate? certificate, out string problem)
    {
        if (certificate is null)
        {
            problem = "it showed no certificate";
            return false;
        }

        using var shown = new X509Certificate2(certificate);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerUse);
        chain.ChainPolicy.ApplicationPolicy.Add(ClientUse);
        var isGood = chain.Build(shown);
        problem = isGood ? "" : $"its certificate ({shown.Subject}) is not one of this cluster's: {string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim().TrimEnd('.')))}";
        return isGood;
    }
}
