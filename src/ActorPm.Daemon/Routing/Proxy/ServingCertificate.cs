using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Serilog;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>
/// The certificate that clients are shown. A handshake that finds newer files, looked at once a second at most, serves what they hold; when they cannot be used,
/// the certificate stays as it was and the log says why.
/// </summary>
internal sealed class ServingCertificate
{
    private const long LookEveryMs = 1000;

    private readonly Lock _gate = new();
    private readonly string _app;
    private readonly string _certificateFile;
    private readonly string _keyFile;
    private readonly List<SslApplicationProtocol> _protocols;
    private volatile SslServerAuthenticationOptions _options;
    private (DateTime, DateTime) _written;
    private long _looked = Environment.TickCount64;

    private ServingCertificate(string app, string certificateFile, string? keyFile, List<SslApplicationProtocol> protocols)
    {
        _app = app;
        _certificateFile = certificateFile;
        _keyFile = keyFile ?? certificateFile;
        _protocols = protocols;
        _written = Written();
        _options = Load();
    }

    /// <summary>What a handshake needs.</summary>
    public SslServerAuthenticationOptions Options
    {
        get
        {
            if (Environment.TickCount64 - Volatile.Read(ref _looked) >= LookEveryMs)
            {
                Look();
            }

            return _options;
        }
    }

    /// <summary>Reads the files.</summary>
    /// <param name="app">Whose certificate it is, for the log.</param>
    /// <param name="certificateFile">PEM: the certificate, then its chain.</param>
    /// <param name="keyFile">PEM: the key; null when it is in the same file.</param>
    /// <param name="protocols">What is offered by ALPN, best first.</param>
    /// <param name="problem">Why they cannot be used, in one sentence; else null.</param>
    /// <param name="cure">What makes them be read again.</param>
    public static ServingCertificate? Open(string app, string certificateFile, string? keyFile, List<SslApplicationProtocol> protocols, out string? problem, string cure = "restart the app")
    {
        try
        {
            problem = null;
            return new ServingCertificate(app, certificateFile, keyFile, protocols);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
        {
            problem = $"The certificate {certificateFile} cannot be used: {failure.Message} Give a PEM file that the daemon may read, and its key, and {cure}.";
            return null;
        }
    }

    private void Look()
    {
        lock (_gate)
        {
            Volatile.Write(ref _looked, Environment.TickCount64);
            var written = Written();
            if (written == _written)
            {
                return;
            }

            _written = written;
            try
            {
                _options = Load();
                Log.Information("{App} serves the newer certificate of {File}", _app, _certificateFile);
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or CryptographicException)
            {
                Log.Warning("{App} keeps the certificate that it has: {File} cannot be used: {Reason}", _app, _certificateFile, failure.Message);
            }
        }
    }

    private (DateTime, DateTime) Written() => (File.GetLastWriteTimeUtc(_certificateFile), File.GetLastWriteTimeUtc(_keyFile));

    private SslServerAuthenticationOptions Load()
    {
        var certificate = X509Certificate2.CreateFromPemFile(_certificateFile, _keyFile);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(_certificateFile);
        return new SslServerAuthenticationOptions
        {
            // Offline: no handshake waits for somebody else's server.
            ServerCertificateContext = SslStreamCertificateContext.Create(certificate, chain, offline: true),
            ApplicationProtocols = _protocols,
        };
    }
}
