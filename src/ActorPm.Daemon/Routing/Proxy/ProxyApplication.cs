using System.Diagnostics;
using System.Globalization;
using System.Net;
using ActorPm.Core.Routing;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Abstractions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Yarp.ReverseProxy.Forwarder;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>
/// What Kestrel calls for each request of a proxied app: picks a backend, forwards, and tries elsewhere where that does no harm. No middleware, no scopes: what
/// stands between a client and its backend is in this file.
/// </summary>
internal sealed class ProxyApplication(string app, LinkTable links, Func<BalancingPolicy> policy, IHttpForwarder forwarder, ForwarderRequestConfig config, AccessLog? log)
    : IHttpApplication<DefaultHttpContext>
{
    /// <summary>The cookie of <see cref="BalancingPolicy.StickyCookie"/>; its value is the instance's number.</summary>
    public const string CookieName = "apm_instance";

    // How many backends in a row may refuse a connection before the request is given up.
    private const int MaxRefusals = 16;

    private const string RetryAfterSeconds = "2";

    private static readonly ForwardedHeaders Transformer = new();

    /// <summary>Whether another one serves new connections: those of this one are to end with the next answer.</summary>
    public bool IsRetired { get; set; }

    /// <inheritdoc/>
    public DefaultHttpContext CreateContext(IFeatureCollection contextFeatures)
    {
        // Kestrel keeps one for each connection.
        if (contextFeatures is not IHostContextContainer<DefaultHttpContext> container)
        {
            return new DefaultHttpContext(contextFeatures);
        }

        if (container.HostContext is { } used)
        {
            used.Initialize(contextFeatures);
            return used;
        }

        return container.HostContext = new DefaultHttpContext(contextFeatures);
    }

    /// <inheritdoc/>
    public void DisposeContext(DefaultHttpContext context, Exception? exception) => context.Uninitialize();

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(DefaultHttpContext context)
    {
        var began = Stopwatch.GetTimestamp();
        BackendLink? link = null;
        try
        {
            link = await ForwardAsync(context);
            if (!context.Response.HasStarted && context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true })
            {
                // Else Kestrel would ask the client for a body that nobody wants (100-continue) before it sends an answer without one.
                await context.Response.CompleteAsync();
            }
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client hung up while it waited.
        }
        finally
        {
            log?.Write(context, link?.Name, Stopwatch.GetElapsedTime(began));
        }
    }

    // Returns who answered, or failed to at last; null when nobody was asked.
    private async Task<BackendLink?> ForwardAsync(DefaultHttpContext context)
    {
        var balancing = policy();
        var reach = OwnedSocketTransport.IsTunnelled(context.Features) ? RequestReach.ThisNode : RequestReach.Cluster;
        if (reach is RequestReach.ThisNode && !links.IsNear && !HasBody(context))
        {
            // Whoever sent it here may know somebody else, or waits there until this node can be reached again.
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers[ForwardedHeaders.Nobody] = "1";
            return null;
        }

        var ticket = links.Ticket(KeyOf(context, balancing));
        List<BackendLink>? tried = null;
        BackendLink? last = null;
        var refusals = 0;
        while (true)
        {
            var link = links.TryBegin(ticket, tried, reach) ?? await links.HoldAsync(ticket, tried, reach, context.RequestAborted);
            if (link is null)
            {
                // Whoever was asked and failed has left a 502 or 504.
                if (tried is null)
                {
                    await RefuseAsync(context);
                }

                return last;
            }

            if (last is not null)
            {
                // Only now: had nobody else been there, the failure would have been the answer.
                context.Response.Clear();
                context.Features.Set<IForwarderErrorFeature>(null);
                last.Load.NoteRetry();
            }

            last = link;
            switch (await TryAsync(context, link, ticket.Key, balancing))
            {
                case Outcome.Final:
                    return link;
                case Outcome.NotSent when ++refusals < MaxRefusals:
                    break;
                case Outcome.Lost when (tried?.Count ?? 0) < links.Settings.Retries && MayRepeat(context):
                    (tried ??= []).Add(link);
                    break;
                default:
                    return link;
            }
        }
    }

    private async Task<Outcome> TryAsync(DefaultHttpContext context, BackendLink link, ulong? key, BalancingPolicy balancing)
    {
        var began = Stopwatch.GetTimestamp();
        try
        {
            if (balancing is BalancingPolicy.StickyCookie && key != (ulong)link.Ordinal)
            {
                context.Response.Cookies.Append(CookieName, link.Ordinal.ToString(CultureInfo.InvariantCulture), new CookieOptions
                {
                    HttpOnly = true, Path = "/", SameSite = SameSiteMode.Lax, Secure = context.Request.IsHttps,
                });
            }

            if (IsRetired && !HttpProtocol.IsHttp2(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            var error = await forwarder.SendAsync(context, link.Prefix, link.Http, config, Transformer, CancellationToken.None);
            if (error is ForwarderError.None && context.Items.Remove(ForwardedHeaders.Nobody))
            {
                links.NoteRefusal(link);
                return Outcome.NotSent;
            }

            if (error is ForwarderError.None)
            {
                return Answered(context, link, began);
            }

            if (context.RequestAborted.IsCancellationRequested || error is ForwarderError.RequestBodyClient or ForwarderError.RequestBodyCanceled
                or ForwarderError.RequestCanceled or ForwarderError.ResponseBodyClient or ForwarderError.ResponseBodyCanceled
                or ForwarderError.UpgradeRequestClient or ForwarderError.UpgradeResponseClient or ForwarderError.UpgradeRequestCanceled or ForwarderError.UpgradeResponseCanceled)
            {
                return Outcome.Final;
            }

            if (context.Features.Get<IForwarderErrorFeature>()?.Exception is HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } or ObjectDisposedException)
            {
                links.NoteRefusal(link);
                return context.Response.HasStarted ? Outcome.Final : Outcome.NotSent;
            }

            links.NoteFailure(link);
            return context.Response.HasStarted || error is ForwarderError.RequestTimedOut ? Outcome.Final : Outcome.Lost;
        }
        finally
        {
            link.Load.End();
        }
    }

    private Outcome Answered(DefaultHttpContext context, BackendLink link, long began)
    {
        if (context.Response.StatusCode is StatusCodes.Status502BadGateway or StatusCodes.Status503ServiceUnavailable or StatusCodes.Status504GatewayTimeout)
        {
            links.NoteFailure(link);
        }
        else
        {
            link.NoteSuccess();
        }

        // How long people talk over a WebSocket says nothing about the backend.
        if (context.Response.StatusCode != StatusCodes.Status101SwitchingProtocols)
        {
            link.Load.NoteLatency(Stopwatch.GetElapsedTime(began));
        }

        return Outcome.Final;
    }

    private static bool HasBody(DefaultHttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>() is not { CanHaveBody: false };

    private static bool MayRepeat(DefaultHttpContext context) => RetryRule.MayRepeat(
        context.Request.Method,
        HasBody(context),
        context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true });

    private static ulong? KeyOf(DefaultHttpContext context, BalancingPolicy balancing)
    {
        switch (balancing)
        {
            case BalancingPolicy.StickyCookie:
                return context.Request.Cookies.TryGetValue(CookieName, out var value) && ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var ordinal)
                    ? ordinal
                    : null;
            case BalancingPolicy.StickyAddress:
                return context.Connection.RemoteIpAddress is { } address ? AddressKey(address) : null;
            default:
                return null;
        }
    }

    /// <summary>The key of a client's address; an IPv4 one has the same however it came.</summary>
    public static ulong AddressKey(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).TryWriteBytes(bytes, out var length) ? StickyAddressPolicy.KeyOf(bytes[..length]) : 0;
    }

    private Task RefuseAsync(DefaultHttpContext context)
    {
        var response = context.Response;
        response.Clear();
        response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        response.Headers.RetryAfter = RetryAfterSeconds;
        if (HttpMethods.IsHead(context.Request.Method))
        {
            return Task.CompletedTask;
        }

        response.ContentType = "text/plain; charset=utf-8";
        return response.WriteAsync($"No instance of {app} is ready; try again in a moment.\n", context.RequestAborted);
    }

    private enum Outcome
    {
        Final,
        NotSent,
        Lost,
    }
}
