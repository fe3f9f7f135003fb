using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Routing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Control;

/// <summary>How the routers stand; asks no actor.</summary>
internal sealed class RouterEndpoints(CatalogBoard list, RouterBoard board)
{
    /// <summary>Adds the route.</summary>
    public void Map(IEndpointRouteBuilder routes) => routes.MapGet(ControlContract.Router, http =>
        ControlHttp.WriteAsync(http, Of(http.Request.RouteValues["app"] as string ?? ""), ControlJson.Default.RouterView));

    /// <summary>How the router of an app stands.</summary>
    /// <exception cref="RefusedException">There is no such app.</exception>
    public RouterView Of(string name)
    {
        var entry = list.Current.Apps.GetValueOrDefault(name)
            ?? throw new RefusedException(ControlErrorCode.NotFound, $"There is no app {name}; `apm list` shows what there is.");
        return RouterViewBuilder.Of(board.Find(entry.Spec.Name) ?? new RouterFacts(entry.Spec, Core.Routing.BackendSet.Empty, null, null));
    }
}
