using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Core.Cluster;
using ActorPm.Daemon.Cluster;

namespace ActorPm.Daemon.Tests.Cluster;

public sealed class CertificateAuthoritySpecs
{
    private static readonly NodeName Name = NodeName.Parse("web-1");
    private static readonly TimeSpan Life = TimeSpan.FromDays(90);

    [Fact]
    public void A_node_of_the_cluster_is_accepted_and_known_by_its_name()
    {
        using var authority = CertificateAuthority.Create(DateTimeOffset.UtcNow);
        using var node = ClusterNode.Certify(authority, Name, Life, DateTimeOffset.UtcNow);

        Assert.True(CertificateAuthority.Accepts(authority, node, out var problem), problem);
        Assert.Equal(Name, NameIn(node));
        Assert.True(node.HasPrivateKey);
    }

    [Fact]
    public void Nobody_else_is()
    {
        using var authority = CertificateAuthority.Create(DateTimeOffset.UtcNow - (2 * Life));
        using var other = CertificateAuthority.Create(DateTimeOffset.UtcNow);
        using var stranger = ClusterNode.Certify(other, Name, Life, DateTimeOffset.UtcNow);
        using var late = ClusterNode.Certify(authority, Name, Life, DateTimeOffset.UtcNow - Life - TimeSpan.FromMinutes(1));
        using var early = ClusterNode.Certify(authority, Name, Life, DateTimeOffset.UtcNow + TimeSpan.FromHours(1));
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var self = new CertificateRequest("CN=web-1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1));
        using var serverOnly = ServerOnly(authority);

        foreach (var certificate in (X509Certificate2?[])[stranger, late, early, self, serverOnly, null])
        {
            Assert.False(CertificateAuthority.Accepts(authority, certificate, out var problem));
            Assert.NotEmpty(problem);
        }
    }

    [Fact]
    public void A_request_gives_its_key_and_nothing_else()
    {
        using var authority = CertificateAuthority.Create(DateTimeOffset.UtcNow);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=admin", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));

        using var answer = CertificateAuthority.Answer(authority, request.CreateSigningRequestPem(), Name, Life, DateTimeOffset.UtcNow);

        Assert.Equal(Name, NameIn(answer));
        Assert.False(answer.Extensions.OfType<X509BasicConstraintsExtension>().Single().CertificateAuthority);
    }

    [Fact]
    public void A_node_whose_clock_is_behind_renews_its_certificate_all_the_same()
    {
        using var authority = CertificateAuthority.Create(DateTimeOffset.UtcNow);
        using var node = ClusterNode.Certify(authority, Name, Life, DateTimeOffset.UtcNow - TimeSpan.FromMinutes(5));

        Assert.True(CertificateAuthority.Accepts(authority, node, out var problem), problem);
    }

    [Fact]
    public void What_is_no_request_is_refused()
    {
        using var authority = CertificateAuthority.Create(DateTimeOffset.UtcNow);

        Assert.ThrowsAny<Exception>(() => CertificateAuthority.Answer(authority, "-----BEGIN CERTIFICATE REQUEST-----\nAAAA\n-----END CERTIFICATE REQUEST-----\n", Name, Life, DateTimeOffset.UtcNow));
    }

    private static NodeName NameIn(X509Certificate2 certificate) => NodeName.Parse(certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false));

    private static X509Certificate2 ServerOnly(X509Certificate2 authority)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=web-1", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1")], critical: false));
        return request.Create(authority, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddDays(1), [1, 2, 3]);
    }
}
