using ActorPm.Core.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Control;

/// <summary>The routes that bring something to running processes.</summary>
internal sealed class DeliveryEndpoints(Deliveries deliveries, Callers callers)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ControlContract.Trigger, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.TriggerRequest);
            deliveries.Note($"apm trigger {request.Target} {request.Action}", request.Target, callers.Of(http));
            await ControlHttp.WriteAsync(http, await deliveries.TriggerAsync(request, http.RequestAborted), ControlJson.Default.TriggerReply);
        });
        routes.MapPost(ControlContract.Send, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.SendRequest);
            deliveries.Note($"apm send {request.Target}", request.Target, callers.Of(http));
            await ControlHttp.WriteAsync(http, await deliveries.SendAsync(request, http.RequestAborted), ControlJson.Default.DeliveryReply);
        });
        routes.MapPost(ControlContract.Signal, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.SignalRequest);
            deliveries.Note($"apm sendSignal {request.Signal} {request.Target}", request.Target, callers.Of(http));
            await ControlHttp.WriteAsync(http, await deliveries.SignalAsync(request, http.RequestAborted), ControlJson.Default.DeliveryReply);
        });
        routes.MapPost(ControlContract.Message, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.MessageRequest);
            deliveries.Note($"a message for {request.Target}", request.Target, callers.Of(http));
            await ControlHttp.WriteAsync(http, await deliveries.SendAsync(request, http.RequestAborted), ControlJson.Default.DeliveryReply);
        });
    }
}
