using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPm.Core.Control;
using ActorPm.Core.Messages;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Pm2Wire;

/// <summary>The methods that bring something to running processes.</summary>
internal sealed class Pm2DeliveryMethods(Deliveries deliveries, ViewEndpoints views, InstanceBoard board, Callers callers)
{
    /// <summary>Adds them.</summary>
    public void AddTo(IDictionary<string, Func<RpcCall, Task<ReadOnlyMemory<byte>>>> methods)
    {
        methods.Add("sendLineToStdin", SendLineAsync);
        methods.Add("msgProcess", CallActionAsync);
        methods.Add("sendDataToProcessId", SendDataAsync);
        methods.Add("sendSignalToProcessId", call => SignalAsync(call, TargetOf(call.Id("process_id"))));
        methods.Add("sendSignalToProcessName", call => SignalAsync(call, call.Text("process_name")));
    }

    private async Task<ReadOnlyMemory<byte>> SendLineAsync(RpcCall call)
    {
        var id = call.Id("pm_id");
        var line = call.Text("line");
        await deliveries.SendAsync(new SendRequest(TargetOf(id), line), call.Cancellation);
        return Pm2Methods.Json(new JsonObject { ["pm_id"] = id, ["line"] = line });
    }

    // The client listens for the replies on the bus.
    private async Task<ReadOnlyMemory<byte>> CallActionAsync(RpcCall call)
    {
        var action = call.Text("msg");
        var isBare = call.Field("opts").ValueKind is JsonValueKind.Undefined or JsonValueKind.Null && call.Field("uuid").ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;
        var target = call.Field("id").ValueKind is JsonValueKind.Undefined ? call.Text("name") : TargetOf(call.Id("id"));
        var called = await deliveries.CallAsync(
            target, action, to => isBare ? AppInput.Trigger(to.Slot.PmId, action, null) : AppInput.Whole(call.First), call.Cancellation);
        return Pm2Methods.Json(new JsonObject { ["process_count"] = called.Count, ["success"] = true });
    }

    private async Task<ReadOnlyMemory<byte>> SendDataAsync(RpcCall call)
    {
        var id = call.Id("id");
        call.Text("topic");
        if (call.Field("data").ValueKind is JsonValueKind.Undefined)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, "ID, DATA or TOPIC field is missing");
        }

        await deliveries.BringAsync(TargetOf(id), _ => AppInput.Whole(call.First), call.Cancellation);
        return Pm2Methods.Json(new JsonObject { ["success"] = true, ["data"] = JsonNode.Parse(call.First.GetRawText()) });
    }

    private async Task<ReadOnlyMemory<byte>> SignalAsync(RpcCall call, string target)
    {
        var request = new SignalRequest(target, call.Text("signal"));
        deliveries.Note($"apm sendSignal {request.Signal} {target}", target, callers.Of(call.Caller));
        await deliveries.SignalAsync(request, call.Cancellation);
        return views.Jlist(board.All);
    }

    private static string TargetOf(int id) => id.ToString(CultureInfo.InvariantCulture);
}
