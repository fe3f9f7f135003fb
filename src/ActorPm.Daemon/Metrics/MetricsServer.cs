using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Serilog;

namespace ActorPm.Daemon.Metrics;

/// <summary>Serves the metrics, and nothing else, on a TCP port. A port that is taken, or an address that the machine does not have (yet), is told in the daemon's log: apps run without their metrics.</summary>
/// <param name="address">Where.</param>
/// <param name="endpoints">What.</param>
internal sealed class MetricsServer(IPEndPoint address, MetricsEndpoints endpoints) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <inheritdoc/>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // Strangers may reach it: what a scrape needs, and no more.
            kestrel.Limits.MaxConcurrentConnections = 64;
            kestrel.Limits.MaxRequestBodySize = 0;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            kestrel.Listen(address, options => options.Protocols = HttpProtocols.Http1);
        });
        var app = builder.Build();
        endpoints.Map(app);
        try
        {
            await app.StartAsync(cancellationToken);
            _app = app;
            Log.Information("Metrics are served on http://{Address}/metrics", address);
        }
        // Kestrel makes an IOException of a port that is taken, and of nothing else.
        catch (Exception refused) when (refused is IOException or SocketException)
        {
            Log.Warning("Metrics cannot be served on {Address}: {Reason}. Free the port or change actorpm.metrics.listen, then run apm update", address, refused.Message.TrimEnd('.'));
            await app.DisposeAsync();
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? ValueTask.CompletedTask;
}
