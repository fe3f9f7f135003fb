using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Cluster.Tests.Networks;

namespace ActorPm.Cluster.Tests.Strangers;

/// <summary>Strangers that connect, say something, and go, for a time: plain bytes, damaged handshakes, silence, TLS without a certificate, TLS with one of another authority.</summary>
internal sealed class StrangersRun(Machine from, int seed)
{
    private static readonly TimeSpan ConnectPatience = TimeSpan.FromSeconds(5), AnswerPatience = TimeSpan.FromMilliseconds(300), SilenceLimit = TimeSpan.FromSeconds(2);

    private readonly X509Certificate2 _foreign = Foreign();
    private int _connections, _refused, _heard;

    /// <summary>How many connections were made.</summary>
    public int Connections => _connections;

    /// <summary>How many could not be made.</summary>
    public int Refused => _refused;

    /// <summary>How often an actor system said something inside TLS: nobody who has no certificate of the cluster may hear it.</summary>
    public int HeardOfActors => _heard;

    /// <summary>Goes on until the time is over.</summary>
    /// <param name="hosts">Whom they visit.</param>
    /// <param name="port">For HTTPS; the one above it as well.</param>
    /// <param name="strangers">How many at a time.</param>
    /// <param name="duration">How long.</param>
    public async Task RunAsync(IReadOnlyList<string> hosts, int port, int strangers, TimeSpan duration)
    {
        using var end = new CancellationTokenSource(duration);
        await Task.WhenAll(Enumerable.Range(0, strangers).Select(async number =>
        {
            var garbage = new Garbage((seed * strangers) + number);
            while (!end.IsCancellationRequested)
            {
                await VisitAsync(hosts[garbage.Next(hosts.Count)], port + garbage.Next(2), port, garbage);
            }
        }));
        _foreign.Dispose();
    }

    private async Task VisitAsync(string host, int to, int https, Garbage garbage)
    {
        try
        {
            using var patience = new CancellationTokenSource(ConnectPatience);
            using var socket = await from.ConnectAsync(host, to, patience.Token);
            Interlocked.Increment(ref _connections);
            await using var stream = new NetworkStream(socket);
            switch (garbage.Next(5))
            {
                case 0:
                    await Task.Delay(TimeSpan.FromMilliseconds(garbage.Next((int)SilenceLimit.TotalMilliseconds)));
                    break;
                case 1:
                    await SpeakAsync(stream, null, to != https, garbage);
                    break;
                case 2:
                    await SpeakAsync(stream, _foreign, to != https, garbage);
                    break;
                default:
                    await stream.WriteAsync(garbage.Plain(), patience.Token);
                    await ReadAsync(stream);
                    break;
            }

            if (garbage.Next(2) == 0)
            {
                // Gone without a word.
                socket.LingerState = new LingerOption(true, 0);
            }
        }
        catch (Exception cut) when (cut is SocketException or OperationCanceledException)
        {
            Interlocked.Increment(ref _refused);
        }
        catch (Exception cut) when (cut is IOException or AuthenticationException)
        {
            // Shown the door: what is wanted.
        }
    }

    private async Task SpeakAsync(Stream stream, X509Certificate2? own, bool isActors, Garbage garbage)
    {
        await using var tls = new SslStream(stream, leaveInnerStreamOpen: true, (_, certificate, _, _) => certificate is not null);
        using var patience = new CancellationTokenSource(ConnectPatience);
        await tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "x", ClientCertificates = own is null ? null : [own] }, patience.Token);
        await tls.WriteAsync(garbage.Inside(), patience.Token);
        if (await ReadAsync(tls) > 0 && isActors)
        {
            Interlocked.Increment(ref _heard);
        }
    }

    private static async Task<int> ReadAsync(Stream stream)
    {
        using var patience = new CancellationTokenSource(AnswerPatience);
        try
        {
            return await stream.ReadAsync(new byte[4096], patience.Token);
        }
        catch (OperationCanceledException)
        {
            return 0;
        }
    }

    // As a node's certificate is, but of an authority of the stranger's own.
    private static X509Certificate2 Foreign()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var authority = new CertificateRequest("CN=ActorPm cluster x", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddHours(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var own = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=a", own, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid("1.3.6.1.5.5.7.3.1"), new Oid("1.3.6.1.5.5.7.3.2")], critical: false));
        using var bare = request.Create(authority.SubjectName, X509SignatureGenerator.CreateForECDsa(key), DateTimeOffset.UtcNow.AddMinutes(-10), DateTimeOffset.UtcNow.AddHours(12), [1]);
        return bare.CopyWithPrivateKey(own);
    }
}
