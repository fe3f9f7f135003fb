using Akka.Actor;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using ActorPm.Core.Control;
using ActorPm.Core.Events;
using ActorPm.Daemon.Events;
using Microsoft.Extensions.Hosting;

namespace ActorPm.Daemon.Apps;

/// <summary>
/// The orderly end: stops every app, whatever asked the daemon to end (SIGTERM, SIGINT, <c>apm kill</c>). No wish is changed, so the next daemon
/// starts again what was running.
/// </summary>
internal sealed class AppsShutdown(Func<IActorRef> apps, Readiness readiness, EventBus bus, IHostApplicationLifetime lifetime) : IHostedService
{
    private readonly Lock _gate = new();
    private Task? _stopped;
    private bool _announced;
    private volatile bool _spares;

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (!_spares)
        {
            await StopAppsAsync().WaitAsync(cancellationToken);
        }
    }

    /// <summary>The daemon becomes another program: its end is not that of the apps.</summary>
    public void Spare()
    {
        _spares = true;
        readiness.HandOver();
    }

    /// <summary>The host is stopping: the bus says so and ends, since the web server waits for those who listen.</summary>
    public void EndBus()
    {
        if (!_spares)
        {
            Announce();
        }

        bus.Complete();
    }

    /// <summary>Stops every app, then ends the daemon.</summary>
    public async Task EndAsync()
    {
        await StopAppsAsync();
        lifetime.StopApplication();
    }

    /// <summary>Adds the route that ends the daemon.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapPost(ControlContract.Shutdown, async http =>
    {
        await StopAppsAsync();
        await Control.ControlHttp.WriteAsync(http, "{}"u8.ToArray());
        await http.Response.CompleteAsync();
        lifetime.StopApplication();
    });

    private void Announce()
    {
        if (!Interlocked.Exchange(ref _announced, true))
        {
            bus.Publish(BusTopics.Kill, null, new KillBody("killed", "The daemon ends."), BusJson.Default.KillBody);
        }
    }

    private Task StopAppsAsync()
    {
        lock (_gate)
        {
            readiness.Close();
            Announce();
            return _stopped ??= apps().Ask<AppsProtocol.Settled>(AppsProtocol.ShutDown.Instance, Timeout.InfiniteTimeSpan);
        }
    }
}
