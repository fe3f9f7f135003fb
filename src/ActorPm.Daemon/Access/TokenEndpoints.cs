using ActorPm.Core.Control;
using ActorPm.Daemon.Control;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace ActorPm.Daemon.Access;

/// <summary>The routes of tokens.</summary>
internal sealed class TokenEndpoints(TokenStore store, SideDoors doors)
{
    /// <summary>Adds the routes.</summary>
    public void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet(ControlContract.Tokens, AnswerAsync);
        routes.MapPost(ControlContract.Tokens, async http =>
        {
            var (token, view) = store.Create(await ControlHttp.ReadAsync(http, ControlJson.Default.TokenCreateRequest));
            await ControlHttp.WriteAsync(http, new TokenCreateReply(token, view, doors.Remote, doors.Fingerprint), ControlJson.Default.TokenCreateReply);
        });
        routes.MapPost(ControlContract.TokenRevoke, async http =>
        {
            store.Revoke((await ControlHttp.ReadAsync(http, ControlJson.Default.TokenRevokeRequest)).Name);
            await AnswerAsync(http);
        });
    }

    private Task AnswerAsync(HttpContext http) => ControlHttp.WriteAsync(http, new TokenList(store.All(), doors.Remote, doors.Fingerprint) { Problem = doors.Problem }, ControlJson.Default.TokenList);
}
