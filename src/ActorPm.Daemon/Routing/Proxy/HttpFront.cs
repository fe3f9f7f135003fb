using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using ActorPm.Core.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using Yarp.ReverseProxy.Forwarder;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>A Kestrel of an app's own, with the app's limits, on sockets that are open already.</summary>
internal sealed class HttpFront : IProxyFront
{
    private static readonly TimeSpan LongestHeaderTime = TimeSpan.FromSeconds(30);
    private const int MaxHeaders = 500;

    private readonly WebApplication _services;
    private readonly IServer _server;
    private readonly ProxyApplication _application;
    private readonly OwnedSocketTransport _transport;

    // Before any server's settings are read: a line that ends with a line feed alone is refused, since others may read it differently (request smuggling).
    static HttpFront() => AppContext.SetSwitch("Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators", true);

    /// <summary>Puts the server together; it serves nothing yet.</summary>
    public HttpFront(string app, RoutingSettings routing, IEnumerable<Socket> sockets, ServingCertificate? certificate, LinkTable links, Func<BalancingPolicy> policy, AccessLog? log)
    {
        var settings = routing.Proxy;
        var listening = sockets.ToDictionary(socket => socket.LocalEndPoint!);
        _transport = new OwnedSocketTransport(listening);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<IConnectionListenerFactory>(_transport);
        builder.Services.AddHttpForwarder();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Configure(kestrel, settings, listening.Keys, certificate));
        if (certificate is not null)
        {
            builder.WebHost.UseKestrelHttpsConfiguration();
        }

        _services = builder.Build();
        _server = _services.Services.GetRequiredService<IServer>();
        _application = new ProxyApplication(app, links, policy, _services.Services.GetRequiredService<IHttpForwarder>(), new ForwarderRequestConfig
        {
            ActivityTimeout = settings.IdleTimeout,
            Version = settings.Protocol is ProxyProtocol.Http2 ? HttpVersion.Version20 : HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
        }, log);
    }

    /// <inheritdoc/>
    public int Connections => _transport.Connections;

    /// <inheritdoc/>
    public void Take(Socket connection) => _transport.Take(connection);

    /// <inheritdoc/>
    public Task StartAsync() => _server.StartAsync(_application, CancellationToken.None);

    /// <inheritdoc/>
    public Task RetireAsync()
    {
        _application.IsRetired = true;
        return _transport.StopAcceptingAsync();
    }

    /// <inheritdoc/>
    public async Task StopAsync(TimeSpan within)
    {
        using var limit = new CancellationTokenSource(within);
        await _server.StopAsync(limit.Token);
        await _services.DisposeAsync();
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();

    private static void Configure(KestrelServerOptions kestrel, ProxySettings settings, IEnumerable<EndPoint> endpoints, ServingCertificate? certificate)
    {
        kestrel.AddServerHeader = false;
        // Names and values go on as they came.
        kestrel.RequestHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        kestrel.ResponseHeaderEncodingSelector = _ => System.Text.Encoding.Latin1;
        var limits = kestrel.Limits;
        limits.MaxRequestHeadersTotalSize = settings.MaxHeaderBytes;
        limits.MaxRequestLineSize = settings.MaxHeaderBytes;
        limits.MaxRequestBufferSize = Math.Max(1024 * 1024, settings.MaxHeaderBytes);
        limits.MaxRequestHeaderCount = MaxHeaders;
        limits.MaxRequestBodySize = settings.MaxBodyBytes;
        limits.MaxConcurrentConnections = settings.MaxConnections;
        limits.MaxConcurrentUpgradedConnections = settings.MaxConnections;
        // Headers come in one go, or slowly on purpose.
        limits.RequestHeadersTimeout = settings.IdleTimeout < LongestHeaderTime ? settings.IdleTimeout : LongestHeaderTime;
        var protocols = settings.Protocol is ProxyProtocol.Http2 ? HttpProtocols.Http2
            : certificate is not null ? HttpProtocols.Http1AndHttp2
            : HttpProtocols.Http1;
        // What comes from another node has been decrypted there, and comes through a tunnel that is encrypted.
        kestrel.Listen(OwnedSocketTransport.Tunnels, listen => listen.Protocols = settings.Protocol is ProxyProtocol.Http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
        foreach (var endpoint in endpoints)
        {
            kestrel.Listen(endpoint, listen =>
            {
                listen.Protocols = protocols;
                if (certificate is not null)
                {
                    listen.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => new ValueTask<SslServerAuthenticationOptions>(certificate.Options) });
                }
            });
        }
    }
}
