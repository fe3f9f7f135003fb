using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Core.Routing;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

[Collection(ProxyCollection.Name)]
public sealed class TlsSpecs : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("apm-tls-").FullName;

    private string File => Path.Combine(_directory, "site.pem");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact(Timeout = 60_000)]
    public async Task Clients_choose_http2_or_http1_and_the_instance_hears_of_https()
    {
        Write("one");
        await using var stage = new ProxyStage(ProxySettings.Default with { CertificateFile = File });
        await stage.AddHttpAsync(0, http => http.Response.WriteAsync($"{http.Request.Protocol} {http.Request.Headers["X-Forwarded-Proto"]}"));

        foreach (var version in (Version[])[HttpVersion.Version11, HttpVersion.Version20])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/") { Version = version, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
            using var answer = await stage.Http.SendAsync(request);
            Assert.Equal(version, answer.Version);
            Assert.Equal("HTTP/1.1 https", await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_newer_certificate_is_served_without_a_restart_and_a_broken_one_is_not()
    {
        Write("one");
        await using var stage = new ProxyStage(ProxySettings.Default with { CertificateFile = File });
        Assert.Equal("CN=one", await ShownAsync(stage.Port));

        Write("two");
        using var limit = new CancellationTokenSource(ProxyStage.Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (await ShownAsync(stage.Port) != "CN=two")
        {
            await timer.WaitForNextTickAsync(limit.Token);
        }

        await System.IO.File.WriteAllTextAsync(File, "no certificate");
        System.IO.File.SetLastWriteTimeUtc(File, DateTime.UtcNow.AddMinutes(1));
        for (var look = 0; look < 30; look++)
        {
            Assert.Equal("CN=two", await ShownAsync(stage.Port));
            await timer.WaitForNextTickAsync(limit.Token);
        }
    }

    [Fact(Timeout = 60_000)]
    public async Task A_certificate_that_cannot_be_used_is_a_problem_in_one_sentence()
    {
        Write("one");
        await using var stage = new ProxyStage(ProxySettings.Default with { CertificateFile = File });

        var problem = stage.Apply(ProxySettings.Default with { CertificateFile = Path.Combine(_directory, "missing.pem") });

        Assert.Contains("missing.pem", problem, StringComparison.Ordinal);
        Assert.Equal("CN=one", await ShownAsync(stage.Port));
    }

    private static async Task<string> ShownAsync(int port)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(IPAddress.Loopback, port);
        await using var tls = new SslStream(tcp.GetStream(), false, (_, certificate, _, _) => certificate is not null);
        await tls.AuthenticateAsClientAsync("localhost");
        return tls.RemoteCertificate!.Subject;
    }

    private void Write(string name)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        System.IO.File.WriteAllText(File, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem() + "\n");
    }
}
