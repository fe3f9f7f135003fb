using System.Globalization;
using ActorPm.Core.Access;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Control;
using ActorPm.Daemon.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace ActorPm.Daemon.Access;

/// <summary>Stands before all routes of the control API: finds out who asks, has the table decide (<see cref="AccessTable"/>), and tells of it. The daemon's own user passes unasked.</summary>
internal sealed class AccessGate(AccessSettings settings, IUserDatabase users, CatalogBoard list, AccessAudit audit, RemoteCallers remote)
{
    // Names of apps; whole app files take an admin.
    private const int MostBodyBytes = 1024 * 1024;

    /// <summary>Puts it in front of the routes that are added later.</summary>
    public void Guard(IApplicationBuilder app) => app.Use(PassAsync);

    private async Task PassAsync(HttpContext http, RequestDelegate next)
    {
        if (http.Features.Get<IConnectionItemsFeature>()?.Items.TryGetValue(typeof(LocalPeer), out var noted) is true && noted is LocalPeer peer)
        {
            var caller = peer.IsOwn ? new Caller("the daemon's own user", null, Grant.Everything, IsOwn: true) : Local(http, peer);
            http.Features.Set(caller);
            await (caller.IsOwn ? next(http) : PassAsync(http, next, caller));
            return;
        }

        var from = remote.Identify(http, out var ends);
        http.Features.Set(from);
        using (ends)
        await using (ends.Token.Register(http.Abort))
        {
            await PassAsync(http, next, from);
        }
    }

    private async Task PassAsync(HttpContext http, RequestDelegate next, Caller caller)
    {
        var (method, path) = (http.Request.Method, http.Request.Path.Value ?? "");
        IReadOnlyList<string> targets = [];
        try
        {
            var route = AccessTable.Find(method, path);
            if (AccessDecider.RefuseBefore(caller.Grant, route) is { } error)
            {
                throw new RefusedException(error);
            }

            if (HttpMethods.IsPost(method))
            {
                if (caller.Grant.Role < Role.Admin && http.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
                {
                    limit.MaxRequestBodySize = MostBodyBytes;
                }

                var body = await BodyAsync(http);
                targets = RequestTargets.Of(body);
                Carry(http, Decide(caller.Grant, route, http, body) ?? body);
            }
            else
            {
                Decide(caller.Grant, route, http, []);
            }

            await next(http);
            if (IsTold(method, path))
            {
                audit.Done(caller, method, path, targets, http.Response.StatusCode < StatusCodes.Status400BadRequest ? "done" : "failed");
            }
        }
        catch (RefusedException refused)
        {
            if (IsTold(method, path) || refused.Error.Code is ControlErrorCode.AccessDenied)
            {
                audit.Refused(caller.Name, caller.Address, method, path, targets, refused.Error);
            }

            throw;
        }
        catch (Exception) when (http.RequestAborted.IsCancellationRequested && IsTold(method, path))
        {
            // Whoever hangs up at once may have had it carried out, and does not get away unseen.
            audit.Done(caller, method, path, targets, "begun, and the caller has left");
            throw;
        }
    }

    // Changes, and looks at secrets.
    private static bool IsTold(string method, string path) => !HttpMethods.IsGet(method) || path.EndsWith(ControlContract.Environment, StringComparison.OrdinalIgnoreCase);

    // What is to be carried out in the place of the body; null for the body itself.
    private byte[]? Decide(Grant grant, AccessRoute? route, HttpContext http, byte[] body)
    {
        if (route is null)
        {
            return null;
        }

        return AccessDecider.Decide(grant, route, name => http.Request.Query[name].ToString(), body, list.Current) switch
        {
            AccessVerdict.Allowed { Body: { } narrowed } => [.. narrowed],
            AccessVerdict.Allowed => null,
            AccessVerdict.Refused refused => throw new RefusedException(refused.Error),
            var other => throw new InvalidOperationException($"Not a verdict: {other}."),
        };
    }

    private static async Task<byte[]> BodyAsync(HttpContext http)
    {
        try
        {
            using var all = new MemoryStream();
            await http.Request.Body.CopyToAsync(all, http.RequestAborted);
            return all.ToArray();
        }
        catch (IOException unreadable)
        {
            throw new RefusedException(ControlErrorCode.InvalidRequest, $"The request cannot be read: {unreadable.Message}");
        }
    }

    private static void Carry(HttpContext http, byte[] body)
    {
        http.Request.Body = new MemoryStream(body, writable: false);
        http.Request.ContentLength = body.Length;
        http.Request.Headers.Remove("Transfer-Encoding");
    }

    private Caller Local(HttpContext http, LocalPeer peer)
    {
        var number = peer.User.ToString(CultureInfo.InvariantCulture);
        var name = "user " + (users.FindUser(number)?.Name ?? number);
        if (LocalGrant.Of(peer.User, peer.Groups, settings.Users, settings.Groups, users) is { } grant)
        {
            return new Caller(name, null, grant, IsOwn: false);
        }

        var error = new ControlError(ControlErrorCode.AccessDenied, $"The {name} was given no role in this daemon; its owner can give one (actorpm.access in actorpm.conf).");
        audit.Refused(name, null, http.Request.Method, http.Request.Path.Value ?? "", [], error);
        throw new RefusedException(error);
    }
}
