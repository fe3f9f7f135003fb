using System.Net;
using System.Net.Sockets;
using System.Text;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Cluster;
using ActorPm.Daemon.Routing;
using ActorPm.Daemon.Routing.Proxy;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Tests.Routing.Proxy;

/// <summary>A real proxy plane on a free port, whose backends a test puts up as it likes.</summary>
internal sealed class ProxyStage : IAsyncDisposable
{
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    private readonly List<IAsyncDisposable> _backends = [];
    private readonly Dictionary<string, ProxyStage> _nodes = new(StringComparer.Ordinal);
    private BackendSet _set = BackendSet.Empty;

    public ProxyStage(ProxySettings? settings = null, BalancingPolicy policy = BalancingPolicy.RoundRobin)
    {
        Plane = new ProxyPlane(AppName.Parse("web"), new PreloadedWorkers(new FakeProcessLauncher(TimeProvider.System), TimeProvider.System), new OpenedSockets(), (_, node, _) => _nodes[node].TunnelAsync());
        Plane.ReportOutliers((serial, attempt, failures) => Outliers.Add((serial, attempt, failures)));
        Apply(settings ?? ProxySettings.Default, policy);
        Follow(_set);
        var endpoint = (IPEndPoint)Plane.Sockets.Open.Values.Single().LocalEndPoint!;
        Port = endpoint.Port;
        var scheme = settings?.CertificateFile is null ? "http" : "https";
        Http = new HttpClient(new SocketsHttpHandler
        {
            UseCookies = false,
            SslOptions = { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null },
        })
        {
            BaseAddress = new Uri($"{scheme}://127.0.0.1:{Port}"), Timeout = Limit,
        };
    }

    public ProxyPlane Plane { get; }

    public int Port { get; }

    public HttpClient Http { get; }

    public List<(long Serial, int Attempt, int Failures)> Outliers { get; } = [];

    public BackendSet Set => _set;

    public string? Apply(ProxySettings settings, BalancingPolicy policy = BalancingPolicy.RoundRobin) => Plane.Apply(Specs.App() with
    {
        Routing = RoutingSettings.None with { Plane = DataPlane.Proxy, Addresses = [new ListenAddress("127.0.0.1", 0, null, null)], Policy = policy, Proxy = settings },
    });

    public void Follow(BackendSet set) => Plane.Follow(_set = set);

    /// <summary>A backend at a port, ready unless it is said otherwise.</summary>
    public Backend Add(int ordinal, int port, BackendState state = BackendState.Ready, int attempt = 1)
    {
        var backend = new Backend(ordinal + 1, attempt, ordinal, ordinal, 1000 + ordinal, new ListenAddress("127.0.0.1", port, null, null), state) { Load = new BackendLoad() };
        Follow(_set.With(backend));
        return backend;
    }

    /// <summary>An HTTP backend that answers as told.</summary>
    public async Task<Backend> AddHttpAsync(int ordinal, Microsoft.AspNetCore.Http.RequestDelegate answer, Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols protocols = Microsoft.AspNetCore.Server.Kestrel.Core.HttpProtocols.Http1, int attempt = 1)
    {
        var backend = await HttpBackend.StartAsync(answer, protocols);
        _backends.Add(backend);
        return Add(ordinal, backend.Port, attempt: attempt);
    }

    /// <summary>A backend that gets whole connections.</summary>
    public (Backend Backend, SocketBackend Sockets) AddSockets(int ordinal, Func<Socket, Task> serve)
    {
        var backend = new SocketBackend(serve);
        _backends.Add(backend);
        return (Add(ordinal, backend.Port), backend);
    }

    /// <summary>Another stage, as a node with so many ready instances.</summary>
    public Backend AddNode(string name, ProxyStage node, int instances = 1)
    {
        _nodes[name] = node;
        var number = _nodes.Count;
        var backend = new Backend(-number, 0, 1000 + number, -1, 0, null, BackendState.Ready) { Node = name, Weight = instances, Load = new BackendLoad() };
        Follow(_set.With(backend));
        return backend;
    }

    // As over the network: a relay at each end.
    private ValueTask<Socket> TunnelAsync()
    {
        var end = Plane.OpenTunnel() ?? throw new SocketException((int)SocketError.ConnectionRefused);
        var (here, there) = SocketPair.Open();
        var (own, other) = SocketPair.Open();
        _ = new TunnelRelay(new NetworkStream(here, ownsSocket: true), other).RunAsync();
        _ = CarryAsync(end, new TunnelRelay(new NetworkStream(there, ownsSocket: true), end.Socket));
        return ValueTask.FromResult(own);
    }

    private static async Task CarryAsync(TunnelEnd end, TunnelRelay relay)
    {
        using (end)
        {
            await relay.RunAsync();
        }
    }

    /// <summary>Sends these bytes and reads until the proxy closes, or until what came ends as told.</summary>
    public async Task<string> RawAsync(string request, Func<string, bool>? isEnough = null)
    {
        using var client = await ConnectAsync();
        await client.SendAsync(Encoding.Latin1.GetBytes(request));
        return await ReadAsync(client, isEnough);
    }

    public async Task<Socket> ConnectAsync()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await client.ConnectAsync(IPAddress.Loopback, Port);
        return client;
    }

    public static async Task<string> ReadAsync(Socket client, Func<string, bool>? isEnough = null)
    {
        var text = new StringBuilder();
        var buffer = new byte[16 * 1024];
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            while (await client.ReceiveAsync(buffer.AsMemory(), limit.Token) is var count and > 0)
            {
                text.Append(Encoding.Latin1.GetString(buffer, 0, count));
                if (isEnough?.Invoke(text.ToString()) is true)
                {
                    break;
                }
            }
        }
        catch (SocketException)
        {
            // Reset: what came before it counts.
        }

        return text.ToString();
    }

    /// <summary>Waits for a condition.</summary>
    public static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Not in time: {what}");
            await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>A port where nobody listens.</summary>
    public static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await Plane.DisposeAsync();
        foreach (var backend in _backends)
        {
            await backend.DisposeAsync();
        }
    }
}
