using System.Net.Sockets;
using ActorPm.Core.Control;
using ActorPm.Daemon.Control;
using Microsoft.AspNetCore.Http;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Hands a request of the control API on, and the answer back as it comes: to another node, and there to that node's own control socket. So every command reaches every
/// node, streams included, and means there what it means at home.
/// </summary>
internal static class NodeForwarder
{
    private const int PieceBytes = 16 * 1024;

    /// <summary>How long another node may take to accept a connection.</summary>
    public static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(3);

    /// <summary>A client for a control socket.</summary>
    public static HttpClient ForSocket(string path) => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ConnectCallback = async (_, cancellation) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        },
    }) { BaseAddress = new Uri("http://apmd"), Timeout = Timeout.InfiniteTimeSpan };

    /// <summary>Hands a request on.</summary>
    /// <param name="http">The request.</param>
    /// <param name="client">How the other side is reached.</param>
    /// <param name="to">Where to, with the query.</param>
    /// <param name="who">The other side, for a refusal.</param>
    /// <exception cref="RefusedException">It cannot be reached.</exception>
    public static async Task ForwardAsync(HttpContext http, HttpClient client, Uri to, string who)
    {
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), to);
        if (HttpMethods.IsPost(http.Request.Method))
        {
            request.Content = new StreamContent(http.Request.Body);
            request.Content.Headers.ContentLength = http.Request.ContentLength;
        }

        using var response = await SendAsync(client, request, who, http.RequestAborted);
        http.Response.StatusCode = (int)response.StatusCode;
        http.Response.ContentType = response.Content.Headers.ContentType?.ToString();
        http.Response.ContentLength = response.Content.Headers.ContentLength;
        try
        {
            await using var from = await response.Content.ReadAsStreamAsync(http.RequestAborted);
            await http.Response.StartAsync(http.RequestAborted);
            var piece = new byte[PieceBytes];
            while (await from.ReadAsync(piece, http.RequestAborted) is var got and > 0)
            {
                await http.Response.Body.WriteAsync(piece.AsMemory(0, got), http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
            }
        }
        catch (Exception cut) when (cut is HttpRequestException or IOException)
        {
            // Whoever reads must see that it is cut, not that it is whole.
            http.Abort();
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient client, HttpRequestMessage request, string who, CancellationToken cancellation)
    {
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        }
        catch (HttpRequestException problem)
        {
            throw new RefusedException(ControlErrorCode.ClusterRefused, $"{who} cannot be reached ({problem.Message.TrimEnd('.')}); `apm cluster status` shows who can. Whether it has done anything shows there with `apm list`.");
        }
    }
}
