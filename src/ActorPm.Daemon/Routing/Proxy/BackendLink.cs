using System.Net;
using System.Net.Sockets;
using ActorPm.Core.Routing;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>The proxy's side of one launch of an instance, or of another node: its pooled connections, and how it has been doing. Any thread.</summary>
internal sealed class BackendLink : IDisposable
{
    // Below the 5 s after which Node closes an idle connection: a request must not meet that end on its way.
    private static readonly TimeSpan PooledIdle = TimeSpan.FromSeconds(4);

    private readonly Func<CancellationToken, ValueTask<Socket>> _connect;
    private readonly TimeSpan _connectTimeout;
    private readonly Lazy<HttpMessageInvoker> _http;
    private readonly CancellationTokenSource _end = new();
    private int _isOpen;
    private int _failures;
    private int _hasAnswered;

    /// <summary>A link without connections; the first request makes one.</summary>
    /// <param name="backend">The launch, which has an address, or the node.</param>
    /// <param name="connectTimeout">How long connecting may take.</param>
    /// <param name="dial">Connects with a node.</param>
    public BackendLink(Backend backend, TimeSpan connectTimeout, Func<string, CancellationToken, ValueTask<Socket>> dial)
    {
        Serial = backend.Serial;
        Attempt = backend.Attempt;
        Load = backend.Load;
        Ordinal = backend.Ordinal;
        _connectTimeout = connectTimeout;
        if (backend.Node is { } node)
        {
            Name = node;
            Prefix = "http://localhost";
            _connect = cancellation => dial(node, cancellation);
        }
        else
        {
            var address = backend.Address ?? throw new ArgumentException("A backend of the proxy has an address, or is a node.", nameof(backend));
            EndPoint endpoint = address.Path is { } path ? new UnixDomainSocketEndPoint(path) : new IPEndPoint(IPAddress.Parse(address.Host ?? "127.0.0.1"), address.Port);
            Name = address.ToString();
            Prefix = address.Path is null ? $"http://{endpoint}" : "http://localhost";
            _connect = cancellation => ConnectAsync(endpoint, cancellation);
        }

        _http = new(Pool);
    }

    /// <summary>The slot.</summary>
    public long Serial { get; }

    /// <summary>The launch.</summary>
    public int Attempt { get; }

    /// <summary>The instance's number.</summary>
    public int Ordinal { get; }

    /// <summary>Its address, for people.</summary>
    public string Name { get; }

    /// <summary>What stands before the path in the URL of a request to it.</summary>
    public string Prefix { get; }

    /// <summary>Its counters.</summary>
    public BackendLoad Load { get; }

    /// <summary>Sends HTTP requests to it.</summary>
    public HttpMessageInvoker Http => _http.Value;

    /// <summary>Whether new requests may go to it. Set by <see cref="LinkTable"/> alone.</summary>
    public bool IsOpen
    {
        get => Volatile.Read(ref _isOpen) != 0;
        // A full fence: whoever closes it and then reads the count of requests sees each one that still found it open.
        set => Interlocked.Exchange(ref _isOpen, value ? 1 : 0);
    }

    /// <summary>Whether it refuses connections at the moment; guarded by <see cref="LinkTable"/>.</summary>
    public bool IsRefusing { get; set; }

    /// <summary>Ends with the link.</summary>
    public CancellationToken End => _end.Token;

    /// <summary>A request went well.</summary>
    public void NoteSuccess()
    {
        if (Volatile.Read(ref _failures) != 0)
        {
            Volatile.Write(ref _failures, 0);
        }

        if (Volatile.Read(ref _hasAnswered) == 0)
        {
            Volatile.Write(ref _hasAnswered, 1);
        }
    }

    /// <summary>A request failed.</summary>
    /// <returns>How many in a row by now.</returns>
    public int NoteFailure()
    {
        Load.NoteError();
        return Interlocked.Increment(ref _failures);
    }

    /// <summary>No connection could be made.</summary>
    /// <returns>How many failures in a row that makes; 0 as long as it has never answered: it still starts.</returns>
    public int NoteRefusal() => Volatile.Read(ref _hasAnswered) == 0 ? 0 : NoteFailure();

    /// <summary>A new connection to it.</summary>
    /// <exception cref="SocketException">It does not accept one in time.</exception>
    public async ValueTask<Socket> OpenAsync(CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end.Token);
        limit.CancelAfter(_connectTimeout);
        try
        {
            return await _connect(limit.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TimedOut);
        }
    }

    /// <summary>Closes the pooled connections; requests under way finish.</summary>
    public void Dispose()
    {
        _end.Cancel();
        if (_http.IsValueCreated)
        {
            _http.Value.Dispose();
        }
    }

    private static async ValueTask<Socket> ConnectAsync(EndPoint endpoint, CancellationToken cancellation)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, endpoint.AddressFamily is AddressFamily.Unix ? ProtocolType.Unspecified : ProtocolType.Tcp);
        try
        {
            if (!DescriptorReserve.AdmitsBackend(socket.Handle, DescriptorLimit.Most))
            {
                throw new SocketException((int)SocketError.TooManyOpenSockets);
            }

            if (endpoint.AddressFamily is not AddressFamily.Unix)
            {
                socket.NoDelay = true;
            }

            await socket.ConnectAsync(endpoint, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private HttpMessageInvoker Pool() => new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        EnableMultipleHttp2Connections = true,
        PooledConnectionIdleTimeout = PooledIdle,
        ConnectTimeout = Timeout.InfiniteTimeSpan,
        ConnectCallback = async (_, cancellation) => new NetworkStream(await OpenAsync(cancellation), ownsSocket: true),
    });
}
