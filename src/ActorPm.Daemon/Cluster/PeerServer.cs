using System.Net;
using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using ActorPm.Core.Apps;
using ActorPm.Core.Cluster;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Routing.Proxy;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Answers other nodes over HTTPS. All routes but two want a certificate of the cluster; of whoever has none little is read, and little is kept: bodies, headers,
/// connections and wrong secrets are bounded.
/// </summary>
internal sealed class PeerServer : IAsyncDisposable
{
    private const int MostConnections = 256, MostBodyBytes = 64 * 1024, MostHeaderBytes = 8 * 1024;

    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(10), WrongSecretPause = TimeSpan.FromSeconds(1), StopLimit = TimeSpan.FromSeconds(2);

    // One at a time: guessing is as slow as the pause, from however many connections.
    private readonly SemaphoreSlim _enrolling = new(1, 1);
    private readonly WebApplication _app;
    private readonly HttpClient _control;

    private PeerServer(WebApplication app, string controlSocket)
    {
        _app = app;
        _control = NodeForwarder.ForSocket(controlSocket);
    }

    /// <summary>Opens the port.</summary>
    /// <param name="address">Where.</param>
    /// <param name="authority">Whose certificates are accepted.</param>
    /// <param name="node">The own certificate, with its key.</param>
    /// <param name="answers">Who answers.</param>
    /// <param name="controlSocket">Who carries out commands of other nodes.</param>
    /// <exception cref="RefusedException">The port cannot be opened.</exception>
    public static async Task<PeerServer> OpenAsync(PeerAddress address, X509Certificate2 authority, NodeCertificate node, IPeerAnswers answers, string controlSocket)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.AddSerilog();
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().UseKestrelHttpsConfiguration().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxConcurrentConnections = MostConnections;
            kestrel.Limits.MaxRequestBodySize = MostBodyBytes;
            kestrel.Limits.MaxRequestHeadersTotalSize = MostHeaderBytes;
            Action<ListenOptions> secure = listen => listen.UseHttps(new HttpsConnectionAdapterOptions
            {
                ServerCertificateSelector = (_, _) => node.Current,
                SslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
                HandshakeTimeout = HandshakeLimit,
                ClientCertificateMode = ClientCertificateMode.AllowCertificate,
                ClientCertificateValidation = (shown, _, _) => IsOurs(authority, shown),
            });
            if (IPAddress.TryParse(address.Host, out var ip))
            {
                kestrel.Listen(ip, address.Port, secure);
            }
            else
            {
                kestrel.ListenAnyIP(address.Port, secure);
            }
        });
        var server = new PeerServer(builder.Build(), controlSocket);
        server.Map(authority, answers);
        try
        {
            await server._app.StartAsync();
            return server;
        }
        catch (Exception problem) when (problem is IOException or System.Net.Sockets.SocketException)
        {
            await server.DisposeAsync();
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"This node cannot listen on {address} ({problem.Message.TrimEnd('.')}); give an address of this machine and a free port (--address).");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using (var limit = new CancellationTokenSource(StopLimit))
        {
            await _app.StopAsync(limit.Token);
        }

        await _app.DisposeAsync();
        _control.Dispose();
        _enrolling.Dispose();
    }

    private static bool IsOurs(X509Certificate2 authority, X509Certificate2 shown)
    {
        var isOurs = CertificateAuthority.Accepts(authority, shown, out var problem);
        if (!isOurs)
        {
            Log.Warning("A caller may not connect to this node: {Problem}", problem);
        }

        return isOurs;
    }

    private void Map(X509Certificate2 authority, IPeerAnswers answers)
    {
        _app.Use(async (http, next) =>
        {
            try
            {
                if (http.Connection.ClientCertificate is null && http.Request.Path.Value is not (PeerContract.Authority or PeerContract.Enrol))
                {
                    Log.Warning("{Caller} asked for {Path} without a certificate", http.Connection.RemoteIpAddress, http.Request.Path.Value);
                    throw new RefusedException(ControlErrorCode.ClusterRefused, "Only nodes of the cluster may ask for this.");
                }

                await next(http);
            }
            catch (RefusedException refused)
            {
                await ControlHttp.RefuseAsync(http, refused.Error);
            }
        });
        _app.MapGet(PeerContract.Authority, (HttpContext http) => http.Response.WriteAsync(authority.ExportCertificatePem()));
        _app.MapPost(PeerContract.Enrol, async http => await ControlHttp.WriteAsync(
            http, await EnrolAsync(answers, http, await ControlHttp.ReadAsync(http, ClusterRecordJson.Default.EnrolRequest)), ClusterRecordJson.Default.EnrolReply));
        _app.MapGet(PeerContract.State, http => ControlHttp.WriteAsync(http, answers.State(), ClusterRecordJson.Default.PeerReply));
        _app.MapPost(PeerContract.Vote, async http => await ControlHttp.WriteAsync(
            http, answers.Vote(ClusterWords.Name((await ControlHttp.ReadAsync(http, ClusterRecordJson.Default.VoteRequest)).Candidate)), ClusterRecordJson.Default.PeerReply));
        _app.MapPost(PeerContract.Round, async http =>
        {
            http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = PeerContract.MostRoundBytes;
            await ControlHttp.WriteAsync(http, answers.Round(await ControlHttp.ReadAsync(http, ClusterRecordJson.Default.RoundRequest)), ClusterRecordJson.Default.RoundReply);
        });
        _app.Map(PeerContract.Node + "/{**route}", http =>
        {
            http.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize = ControlContract.MaxBodyBytes;
            return NodeForwarder.ForwardAsync(http, _control, new Uri(http.Request.Path.Value![PeerContract.Node.Length..] + http.Request.QueryString, UriKind.Relative), "The daemon of this node");
        });
        _app.MapGet(PeerContract.Tunnel + "{app}", http => TunnelAsync(answers, http));
        _app.MapPost(PeerContract.Forget, async http => answers.Forget(ClusterWords.Name((await ControlHttp.ReadAsync(http, ClusterRecordJson.Default.ForgetRequest)).Name)));
    }

    private static async Task TunnelAsync(IPeerAnswers answers, HttpContext http)
    {
        if (http.Features.Get<IHttpUpgradeFeature>() is not { IsUpgradableRequest: true } upgrade || http.Request.Headers.Upgrade != PeerContract.TunnelProtocol
            || !AppName.TryParse((string?)http.Request.RouteValues["app"], out var app, out _))
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"A tunnel leads to an app, and asks for an upgrade to {PeerContract.TunnelProtocol}.");
        }

        using var end = OpenTunnel(answers, app);
        if (end is null)
        {
            http.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }

        http.Response.Headers.Upgrade = PeerContract.TunnelProtocol;
        await new TunnelRelay(await upgrade.UpgradeAsync(), end.Socket).RunAsync();
    }

    private static TunnelEnd? OpenTunnel(IPeerAnswers answers, AppName app)
    {
        try
        {
            return answers.OpenTunnel(app);
        }
        catch (System.Net.Sockets.SocketException full)
        {
            Log.Warning("A request for {App} could not be taken over from another node: {Reason}", app, full.Message);
            return null;
        }
    }

    private async Task<EnrolReply> EnrolAsync(IPeerAnswers answers, HttpContext http, EnrolRequest request)
    {
        await _enrolling.WaitAsync(http.RequestAborted);
        try
        {
            return await answers.EnrolAsync(request, http.RequestAborted);
        }
        catch (RefusedException)
        {
            Log.Warning("{Caller} wanted to join as {Name} and was refused", http.Connection.RemoteIpAddress, request.Peer.Name);
            await Task.Delay(WrongSecretPause, TimeProvider.System, http.RequestAborted);
            throw;
        }
        finally
        {
            _enrolling.Release();
        }
    }
}
