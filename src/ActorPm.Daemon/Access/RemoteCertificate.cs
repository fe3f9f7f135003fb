using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ActorPm.Daemon.Settings;

namespace ActorPm.Daemon.Access;

/// <summary>What is shown to people on other machines: the certificate of the settings, or one that signs itself, made once and kept in the home, which they know by its fingerprint.</summary>
internal static class RemoteCertificate
{
    private const string Name = "remote.pem";
    private const int Years = 10;

    // Clocks of machines differ by some minutes.
    private static readonly TimeSpan Backdate = TimeSpan.FromMinutes(10);

    // id-kp-serverAuth (RFC 5280, 4.2.1.12).
    private static readonly Oid ServerUse = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The file with the certificate, which is made when the settings name none and there is none yet.</summary>
    /// <exception cref="IOException">It could not be written.</exception>
    public static string FileFor(RemoteSettings settings, string home, DateTimeOffset now)
    {
        if (settings.CertificateFile is { } own)
        {
            return own;
        }

        var path = Path.Combine(home, Name);
        if (!File.Exists(path))
        {
            File.Move(DaemonHome.WriteDraft(path, Make(settings, now)), path, overwrite: true);
        }

        return path;
    }

    /// <summary>SHA-256 of the certificate in a file, 64 digits.</summary>
    /// <exception cref="CryptographicException">There is none in it.</exception>
    public static string FingerprintOf(string path)
    {
        using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(path));
        return Convert.ToHexStringLower(SHA256.HashData(certificate.RawData));
    }

    private static byte[] Make(RemoteSettings settings, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN=ActorPm {Environment.MachineName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: false, hasPathLengthConstraint: false, pathLengthConstraint: 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([ServerUse], critical: false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(Environment.MachineName);
        if (settings.Listen.Host is { } host)
        {
            names.AddIpAddress(IPAddress.Parse(host));
        }

        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.CreateSelfSigned(now - Backdate, now.AddYears(Years));
        return Encoding.ASCII.GetBytes($"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n");
    }
}
