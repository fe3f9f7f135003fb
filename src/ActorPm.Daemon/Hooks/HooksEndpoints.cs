using Akka.Actor;
using ActorPm.Core.Control;
using ActorPm.Core.Ecosystem;
using ActorPm.Core.Hooks;
using ActorPm.Daemon.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Hooks;

/// <summary>The routes that show and try hooks.</summary>
/// <param name="board">What came of them.</param>
/// <param name="hooks">Their parent; asked only while there are hooks.</param>
internal sealed class HooksEndpoints(HookBoard board, Func<IActorRef> hooks)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ControlContract.Hooks, http => ControlHttp.WriteAsync(http, new HooksReply(board.All), ControlJson.Default.HooksReply));
        routes.MapPost(ControlContract.HookTest, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.HookTestRequest);
            await ControlHttp.WriteAsync(http, await TryAsync(request.Hook, http.RequestAborted), ControlJson.Default.HookTestReply);
        });
    }

    private Task<HookTestReply> TryAsync(string name, CancellationToken cancellation)
    {
        var names = board.All.Select(view => view.Name).ToList();
        return names.Contains(name)
            ? hooks().Ask<HookTestReply>(new HooksProtocol.Try(name), cancellation)
            : throw new RefusedException(ControlErrorCode.NotFound, names.Count == 0
                ? "There are no hooks; set one below actorpm.hooks in actorpm.conf, and have the daemon take it by `apm update`."
                : $"There is no hook {name}{(NearestWord.Find(name, names) is { } near ? $"; did you mean {near}?" : $"; there are {string.Join(", ", names)}. A new one is taken by `apm update`.")}");
    }
}
