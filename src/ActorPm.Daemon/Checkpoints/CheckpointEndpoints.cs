using ActorPm.Core.Control;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Checkpoints;

/// <summary>The routes that write the checkpoint; going back to it is a command on the list (<see cref="CommandEndpoints"/>).</summary>
internal sealed class CheckpointEndpoints(CatalogBoard list, CheckpointFile file)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost(ControlContract.Save, async http =>
        {
            var request = await ControlHttp.ReadAsync(http, ControlJson.Default.SaveRequest);
            var catalog = list.Current;
            var count = CheckpointFile.AppsOf(catalog).Count;
            if (count > 0 || request.Force)
            {
                file.Save(catalog);
            }

            await ControlHttp.WriteAsync(http, new SaveReply(file.Path, count), ControlJson.Default.SaveReply);
        });
        routes.MapPost(ControlContract.ClearDump, http =>
        {
            file.Clear();
            return ControlHttp.WriteAsync(http, new SaveReply(file.Path, 0), ControlJson.Default.SaveReply);
        });
    }
}
