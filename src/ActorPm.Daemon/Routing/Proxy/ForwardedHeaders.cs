using System.Net;
using Microsoft.AspNetCore.Http;
using Yarp.ReverseProxy.Forwarder;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>
/// What an instance is told of the client: <c>Host</c> stays as the client sent it; its address goes to the end of <c>X-Forwarded-For</c>, whose earlier entries are
/// only as trustworthy as the client; <c>X-Forwarded-Proto</c> and <c>X-Forwarded-Host</c> are set, whatever the client sent.
/// </summary>
internal sealed class ForwardedHeaders : HttpTransformer
{
    /// <summary>The header of an answer by which another node of the cluster says that nobody there has taken the request.</summary>
    public const string Nobody = "Apm-Nobody";

    private const string For = "X-Forwarded-For";
    private const string Proto = "X-Forwarded-Proto";
    private const string Host = "X-Forwarded-Host";

    /// <inheritdoc/>
    public override async ValueTask TransformRequestAsync(HttpContext httpContext, HttpRequestMessage proxyRequest, string destinationPrefix, CancellationToken cancellationToken)
    {
        await base.TransformRequestAsync(httpContext, proxyRequest, destinationPrefix, cancellationToken);
        var request = httpContext.Request;
        var headers = proxyRequest.Headers;
        headers.Host = request.Host.Value is { Length: > 0 } host ? host : null;
        if (OwnedSocketTransport.IsTunnelled(httpContext.Features))
        {
            // The node that the client came to has said it all.
            return;
        }

        var client = AddressOf(httpContext.Connection.RemoteIpAddress);
        if (request.Headers.TryGetValue(For, out var before))
        {
            headers.Remove(For);
            client = $"{before}, {client}";
        }

        headers.TryAddWithoutValidation(For, client);
        if (request.Headers.ContainsKey(Proto))
        {
            headers.Remove(Proto);
        }

        headers.TryAddWithoutValidation(Proto, request.Scheme);
        if (request.Headers.ContainsKey(Host))
        {
            headers.Remove(Host);
        }

        headers.TryAddWithoutValidation(Host, request.Host.Value);
    }

    /// <inheritdoc/>
    public override ValueTask<bool> TransformResponseAsync(HttpContext httpContext, HttpResponseMessage? proxyResponse, CancellationToken cancellationToken)
    {
        if (proxyResponse is { StatusCode: HttpStatusCode.ServiceUnavailable } && proxyResponse.Headers.Contains(Nobody) && !OwnedSocketTransport.IsTunnelled(httpContext.Features))
        {
            httpContext.Items[Nobody] = true;
            return ValueTask.FromResult(false);
        }

        return base.TransformResponseAsync(httpContext, proxyResponse, cancellationToken);
    }

    /// <summary>A client's address for people; <c>unix</c> for a Unix socket's.</summary>
    public static string AddressOf(IPAddress? address) => address switch
    {
        null => "unix",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        _ => address.ToString(),
    };
}
