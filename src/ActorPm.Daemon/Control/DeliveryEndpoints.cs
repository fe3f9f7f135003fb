using ActorPm.Core.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Control;

/// <summary>The routes that bring something to running processes.</summary>
internal sealed class DeliveryEndpoints(Deliveries deliveries)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ControlContract.Trigger, async http => await ControlHttp.WriteAsync(
            http,
            await deliveries.TriggerAsync(await ControlHttp.ReadAsync(http, ControlJson.Default.TriggerRequest), http.RequestAborted),
            ControlJson.Default.TriggerReply));
        routes.MapPost(ControlContract.Send, async http => await ControlHttp.WriteAsync(
            http,
            await deliveries.SendAsync(await ControlHttp.ReadAsync(http, ControlJson.Default.SendRequest), http.RequestAborted),
            ControlJson.Default.DeliveryReply));
        routes.MapPost(ControlContract.Signal, async http => await ControlHttp.WriteAsync(
            http,
            await deliveries.SignalAsync(await ControlHttp.ReadAsync(http, ControlJson.Default.SignalRequest), http.RequestAborted),
            ControlJson.Default.DeliveryReply));
        routes.MapPost(ControlContract.Message, async http => await ControlHttp.WriteAsync(
            http,
            await deliveries.SendAsync(await ControlHttp.ReadAsync(http, ControlJson.Default.MessageRequest), http.RequestAborted),
            ControlJson.Default.DeliveryReply));
    }
}
