using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.Instances;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Wire;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Events;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Pm2Wire;

/// <summary>The methods that start, stop and show processes: each becomes the command that the control API would carry out.</summary>
internal sealed class Pm2ProcessMethods(CommandEndpoints commands, ReloadEndpoints reloads, ViewEndpoints views, InstanceBoard board, LifecycleEvents lifecycle, Callers callers)
{
    /// <summary>Adds them.</summary>
    public void AddTo(IDictionary<string, Func<RpcCall, Task<ReadOnlyMemory<byte>>>> methods)
    {
        methods.Add("prepare", PrepareAsync);
        methods.Add("getMonitorData", _ => Task.FromResult(views.Jlist(board.All)));
        methods.Add("startProcessId", StartAsync);
        methods.Add("stopProcessId", StopAsync);
        methods.Add("deleteProcessId", DeleteAsync);
        methods.Add("restartProcessId", RestartAsync);
        methods.Add("reloadProcessId", ReloadAsync);
        methods.Add("softReloadProcessId", ReloadAsync);
        methods.Add("resetMetaProcessId", ResetAsync);
        methods.Add("duplicateProcessId", DuplicateAsync);
        methods.Add("notifyByProcessId", call => Task.FromResult(Notify(call)));
        // The client turns watching off before each stop; a stopped app is not watched anyway.
        methods.Add("stopWatch", _ => Task.FromResult(Success));
        methods.Add("startWatch", _ => Task.FromResult(Success));
        methods.Add("toggleWatch", _ => Task.FromResult(Success));
    }

    private static ReadOnlyMemory<byte> Success => Pm2Methods.Json(new JsonObject { ["success"] = true });

    private async Task<ReadOnlyMemory<byte>> PrepareAsync(RpcCall call)
    {
        var reading = PreparedApp.Read(call.First);
        if (reading.Problems.Count > 0)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, string.Join(' ', reading.Problems));
        }

        var reply = await commands.StartAsync(new StartRequest(reading.Apps), callers.Of(call.Caller), call.Cancellation);
        var started = reply.Instances.Select(view => view.PmId).ToHashSet();
        return views.Jlist([.. board.All.Where(facts => started.Contains(facts.Slot.PmId))]);
    }

    private async Task<ReadOnlyMemory<byte>> StartAsync(RpcCall call)
    {
        var id = call.Id();
        if (Find(id).State is InstanceState.Online)
        {
            throw new RefusedException(ControlErrorCode.AlreadyRunning, "process already online");
        }

        if (MovedBy(id) is { } moved)
        {
            await commands.StartAsync(new StartRequest([AppRequest.OnList(moved)]), callers.Of(call.Caller), call.Cancellation);
            return First(views.Jlist([Find(id)]));
        }

        return await CarryAsync(call, id, target => commands.ToCommand(new StartRequest([AppRequest.OnList(target)])));
    }

    // What the cluster moves rests or goes as a whole; of one process alone it would have a new one in a moment.
    private async Task<ReadOnlyMemory<byte>> StopAsync(RpcCall call)
    {
        var id = call.Id();
        if (MovedBy(id) is { } moved)
        {
            await commands.ChangeAsync(MovableVerb.Stop, [moved], null, callers.Of(call.Caller), call.Cancellation);
            return First(views.Jlist([Find(id)]));
        }

        return await CarryAsync(call, id, target => new CatalogCommand.Stop([target]));
    }

    private Task<ReadOnlyMemory<byte>> RestartAsync(RpcCall call)
    {
        var changes = ChangesOf(call);
        return CarryAsync(call, call.Id("id"), target => new CatalogCommand.Restart([target], changes));
    }

    // PM2's library reloads one process after another; each is a reload of its own here.
    private async Task<ReadOnlyMemory<byte>> ReloadAsync(RpcCall call)
    {
        var id = call.Id("id");
        var changes = ChangesOf(call);
        Find(id);
        await reloads.CarryAsync(new CatalogCommand.Reload([TargetOf(id)], changes, ReloadOptions.None), callers.Of(call.Caller), call.Cancellation);
        return First(views.Jlist([Find(id)]));
    }

    private async Task<ReadOnlyMemory<byte>> DeleteAsync(RpcCall call)
    {
        var id = call.Id();
        // It is gone afterwards; the client shows it as it was.
        var before = JsonNode.Parse(views.Jlist([Find(id)]).Span)!.AsArray()[0]!;
        if (MovedBy(id) is { } moved)
        {
            await commands.ChangeAsync(MovableVerb.Delete, [moved], null, callers.Of(call.Caller), call.Cancellation);
        }
        else
        {
            await commands.CarryAsync(new CatalogCommand.Delete([TargetOf(id)]), callers.Of(call.Caller), call.Cancellation);
        }

        before["pm2_env"]!["status"] = InstanceStatus.Stopped;
        before["pid"] = 0;
        return Pm2Methods.Json(before);
    }

    // The client tells the bus what it has done. Of most of it the bus has heard already; what it calls a reload it knows alone.
    private ReadOnlyMemory<byte> Notify(RpcCall call)
    {
        if (call.Text("action_name") is ("reload" or "graceful reload") and var name && board.All.FirstOrDefault(facts => facts.Slot.PmId == call.Id("id")) is { } facts)
        {
            lifecycle.Tell(facts, name);
        }

        return Pm2Methods.Json(null);
    }

    private async Task<ReadOnlyMemory<byte>> ResetAsync(RpcCall call)
    {
        await CarryAsync(call, call.Id(), target => new CatalogCommand.Reset([target]));
        return views.Jlist(board.All);
    }

    private async Task<ReadOnlyMemory<byte>> DuplicateAsync(RpcCall call)
    {
        var app = Find(call.Id()).Spec.Name;
        var before = board.All.Select(facts => facts.Slot.PmId).ToHashSet();
        await commands.ScaleAsync(app.Value, "+1", callers.Of(call.Caller), call.Cancellation);
        // Another node may have it.
        return First(views.Jlist([.. board.All.Where(facts => facts.Spec.Name == app && !before.Contains(facts.Slot.PmId)).Take(1)]));
    }

    private async Task<ReadOnlyMemory<byte>> CarryAsync(RpcCall call, int id, Func<string, CatalogCommand> command)
    {
        Find(id);
        await commands.CarryAsync(command(TargetOf(id)), callers.Of(call.Caller), call.Cancellation);
        return First(views.Jlist([Find(id)]));
    }

    // The app of a process, when the cluster moves it.
    private string? MovedBy(int id) => Find(id).Spec is { Placement.IsMovable: true, Name.Value: var name } && commands.Movable?.Has(name) is true ? name : null;

    private InstanceFacts Find(int id) => board.All.FirstOrDefault(facts => facts.Slot.PmId == id)
        ?? throw new RefusedException(ControlErrorCode.NotFound, $"{id} : id unknown");

    // What a restart or reload changes; null when nothing.
    private static AppRequest? ChangesOf(RpcCall call)
    {
        var reading = PreparedApp.ReadChanges(call.Field("env"));
        return reading.Problems.Count == 0
            ? reading.Apps.FirstOrDefault(HasChanges)
            : throw new RefusedException(ControlErrorCode.InvalidRequest, string.Join(' ', reading.Problems));
    }

    private static bool HasChanges(AppRequest changes) => changes != new AppRequest
    {
        Target = changes.Target, CallerDirectory = changes.CallerDirectory, CallerEnvironment = changes.CallerEnvironment, IfRunning = changes.IfRunning,
    };

    private static string TargetOf(int id) => id.ToString(CultureInfo.InvariantCulture);

    private static ReadOnlyMemory<byte> First(ReadOnlyMemory<byte> list)
    {
        using var document = JsonDocument.Parse(list);
        return document.RootElement.GetArrayLength() > 0 ? JsonSerializer.SerializeToUtf8Bytes(document.RootElement[0]) : "{}"u8.ToArray();
    }
}
