using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ActorPm.Core.Health;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Health;

/// <summary>Asks over TCP, Unix sockets and HTTP. Keeps no connection and reads no more than an answer's head. Any thread.</summary>
internal sealed class NetworkProber : IDisposable
{
    private const int MaxHeaderKilobytes = 32;
    private const int MaxDrainedBytes = 64 * 1024;

    private static readonly HttpRequestOptionsKey<ListenAddress> _addressKey = new("address");
    private static readonly HttpRequestOptionsKey<Socket> _connectionKey = new("connection");

    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        AutomaticDecompression = DecompressionMethods.None,
        MaxResponseHeadersLength = MaxHeaderKilobytes,
        // What is left of a short answer is read, so that the app does not see its connection reset; a long one is cut.
        MaxResponseDrainSize = MaxDrainedBytes,
        ResponseDrainTimeout = TimeSpan.FromSeconds(1),
        PooledConnectionLifetime = TimeSpan.Zero,
        ConnectCallback = ConnectAsync,
    });

    /// <summary>Whether a connection is accepted.</summary>
    /// <param name="address">Where.</param>
    /// <param name="cancellation">Ends it; then it throws.</param>
    public static async Task<ProbeOutcome> ConnectAsync(ListenAddress address, CancellationToken cancellation)
    {
        try
        {
            using var socket = await OpenAsync(address, cancellation);
            return new ProbeOutcome.Success();
        }
        catch (SocketException e)
        {
            return new ProbeOutcome.Failure($"a connection to {address} failed: {e.Message}");
        }
    }

    /// <summary>Whether a GET is answered with 200 to 399.</summary>
    /// <param name="address">Where to connect.</param>
    /// <param name="url">What to ask for.</param>
    /// <param name="cancellation">Ends it; then it throws.</param>
    /// <param name="connection">A connection that is open already, in place of the address; closed afterwards. Null for none.</param>
    public async Task<ProbeOutcome> GetAsync(ListenAddress? address, Uri url, CancellationToken cancellation, Socket? connection = null)
    {
        using var held = connection;
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.ConnectionClose = true;
        request.Headers.UserAgent.Add(new ProductInfoHeaderValue("apm-probe", null));
        if (address is not null)
        {
            request.Options.Set(_addressKey, address);
        }

        if (connection is not null)
        {
            request.Options.Set(_connectionKey, connection);
        }

        try
        {
            using var response = await _http.SendAsync(request, cancellation);
            return (int)response.StatusCode is >= 200 and < 400
                ? new ProbeOutcome.Success()
                : new ProbeOutcome.Failure($"GET {url.PathAndQuery} was answered with {(int)response.StatusCode}");
        }
        catch (HttpRequestException e)
        {
            return new ProbeOutcome.Failure($"GET {url.PathAndQuery} failed: {(e.InnerException ?? e).Message}");
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellation)
    {
        if (context.InitialRequestMessage.Options.TryGetValue(_connectionKey, out var connection))
        {
            return new NetworkStream(connection, ownsSocket: true);
        }

        if (context.InitialRequestMessage.Options.TryGetValue(_addressKey, out var address))
        {
            return new NetworkStream(await OpenAsync(address, cancellation), ownsSocket: true);
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellation);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Socket> OpenAsync(ListenAddress address, CancellationToken cancellation)
    {
        EndPoint end = address.Path is { } path ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(Reachable(address.Host), address.Port);
        var socket = new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(end, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IPAddress Reachable(string? host) => host is null ? IPAddress.Loopback : IPAddress.Parse(host) switch
    {
        var any when any.Equals(IPAddress.Any) => IPAddress.Loopback,
        var any when any.Equals(IPAddress.IPv6Any) => IPAddress.IPv6Loopback,
        var own => own,
    };
}
