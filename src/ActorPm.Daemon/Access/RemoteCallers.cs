using System.Globalization;
using System.Net;
using ActorPm.Core.Access;
using ActorPm.Core.Control;
using ActorPm.Core.History;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Access;

/// <summary>Who calls from another machine: the owner of the token that was sent. Who sends wrong ones has to wait longer and longer.</summary>
internal sealed class RemoteCallers(TokenStore store, AccessAudit audit, TimeProvider clock)
{
    // The longest that a timer can wait for.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(24);

    private readonly Lock _gate = new();
    private readonly LoginLimiter _limiter = new();
    private readonly long _began = clock.GetTimestamp();

    /// <summary>The caller of a request.</summary>
    /// <param name="http">The request, which came over TLS.</param>
    /// <param name="ends">What cuts the request off: the token is revoked, or expires.</param>
    /// <exception cref="RefusedException">Nobody is let in by what was sent.</exception>
    public Caller Identify(HttpContext http, out CancellationTokenSource ends)
    {
        if (http.Features.Get<ITlsHandshakeFeature>() is null || http.Connection.RemoteIpAddress is not { } address)
        {
            throw new RefusedException(ControlErrorCode.AccessDenied, "Nobody knows who asks.");
        }

        var key = LoginLimiter.KeyOf(address);
        if (Wait(key) is var wait && wait > TimeSpan.Zero)
        {
            var seconds = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            http.Response.Headers.RetryAfter = seconds;
            http.Response.Headers.Connection = "close";
            throw new RefusedException(ControlErrorCode.LoginLimited, $"Too many logins have failed; try again in {seconds} s.");
        }

        var authorization = http.Request.Headers.Authorization;
        if (authorization.Count == 1 && AccessToken.TryReadHeader(authorization[0], out var token) && store.Find(token) is var (entry, revoked) && Grant.TryParse(entry.Grant, out var grant, out _))
        {
            lock (_gate)
            {
                _limiter.Succeeded(key, clock.GetElapsedTime(_began));
            }

            ends = CancellationTokenSource.CreateLinkedTokenSource(revoked);
            if (entry.ExpiresAt - clock.GetUtcNow() is { } left)
            {
                ends.CancelAfter(left < LongestWait ? left : LongestWait);
            }

            var place = PlaceOf(address);
            return new Caller("token " + entry.Name, place, grant, IsOwn: false) { Origin = new CommandOrigin(CommandWay.Remote, entry.Name, null, null) { Address = place } };
        }

        throw Refused(http, key, address);
    }

    private TimeSpan Wait(string key)
    {
        lock (_gate)
        {
            return _limiter.Wait(key, clock.GetElapsedTime(_began));
        }
    }

    private RefusedException Refused(HttpContext http, string key, IPAddress address)
    {
        lock (_gate)
        {
            _limiter.Failed(key, clock.GetElapsedTime(_began));
        }

        http.Response.Headers.WWWAuthenticate = "Bearer";
        http.Response.Headers.Connection = "close";
        var error = new ControlError(
            ControlErrorCode.LoginRefused,
            http.Request.Headers.Authorization.Count == 0
                ? "A token is needed; `apm token create` on the daemon's machine makes one (APM_REMOTE_TOKEN)."
                : "The token is wrong, revoked or expired; `apm token list` on the daemon's machine shows those that are good (APM_REMOTE_TOKEN).");
        audit.Refused("somebody", PlaceOf(address), http.Request.Method, http.Request.Path.Value ?? "", [], error);
        return new RefusedException(error);
    }

    private static string PlaceOf(IPAddress address) => (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
}
