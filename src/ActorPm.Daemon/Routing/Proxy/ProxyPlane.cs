using System.Net.Security;
using System.Net.Sockets;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Processes.Sockets;
using Serilog;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>
/// The proxy of one app: its listening sockets, what serves them, and the links to its instances. When no instance is ready, requests wait for
/// <see cref="ProxySettings.HoldTimeout"/>; while all instances rest (stopped, errored) they are refused at once.
/// </summary>
internal sealed class ProxyPlane : IDataPlane
{
    private static readonly TimeSpan DrainLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan LeaveLook = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    // A client that keeps its connection for a next request has had time to send it by then.
    private static readonly TimeSpan IdleGrace = TimeSpan.FromSeconds(1);

    private readonly ListeningSockets _sockets;
    private readonly CancellationTokenSource _end = new();
    private readonly AppName _app;
    private readonly PreloadedWorkers _workers;
    private Action<long, int, int>? _reportOutlier;
    private volatile RoutingSettings? _routing;
    private volatile AccessLog? _log;
    private volatile IProxyFront? _front;
    private volatile BackendSet _backends = BackendSet.Empty;
    private volatile bool _suspended;
    private int _tunnels;
    private Task _starting = Task.CompletedTask;
    private Task _leaving = Task.CompletedTask;

    /// <summary>A plane that does not listen yet.</summary>
    /// <param name="app">The app.</param>
    /// <param name="workers">Its Node processes, which can be asked to close what they keep alive.</param>
    /// <param name="sockets">Opens what it listens on.</param>
    /// <param name="dial">Connects with the balancer of an app on another node; a <see cref="SocketException"/> when it cannot.</param>
    public ProxyPlane(AppName app, PreloadedWorkers workers, ISocketKeeper sockets, Func<AppName, string, CancellationToken, ValueTask<Socket>> dial)
    {
        _sockets = new ListeningSockets(sockets);
        _app = app;
        _workers = workers;
        Links = new LinkTable((serial, attempt, failures) => _reportOutlier?.Invoke(serial, attempt, failures), (node, cancellation) => dial(_app, node, cancellation));
    }

    /// <summary>The links to the instances.</summary>
    public LinkTable Links { get; }

    /// <summary>What listens.</summary>
    public ListeningSockets Sockets => _sockets;

    /// <summary>How many connections of other nodes are open.</summary>
    public int Tunnels => Volatile.Read(ref _tunnels);

    /// <summary>A connection with this balancer for a client of another node; null when no instance here could take a request.</summary>
    /// <exception cref="SocketException">The limit of open files is reached.</exception>
    public TunnelEnd? OpenTunnel()
    {
        if (_suspended || _front is not { } front || !Links.IsNear)
        {
            return null;
        }

        var (theirs, ours) = SocketPair.Open();
        Interlocked.Increment(ref _tunnels);
        var end = new TunnelEnd(theirs, () => Interlocked.Decrement(ref _tunnels));
        if (!DescriptorReserve.AdmitsClient(ours.Handle, DescriptorLimit.Most))
        {
            end.Dispose();
            ours.Dispose();
            return null;
        }

        front.Take(ours);
        return end;
    }

    /// <inheritdoc/>
    public PlaneTotals? Totals => new(Links.Held, Links.HeldTotal, Links.Rejected, _front?.Connections, _log?.Dropped ?? 0);

    /// <inheritdoc/>
    public void ReportOutliers(Action<long, int, int> report) => _reportOutlier = report;

    /// <inheritdoc/>
    public string? Apply(AppSpec spec)
    {
        var routing = spec.Routing;
        var before = _routing;
        if (_suspended || (routing == before && _sockets.Open.Count == routing.Addresses.Length))
        {
            return null;
        }

        Links.Configure(routing);
        var problem = _sockets.Apply(routing.Addresses);
        var certificate = Certificate(routing.Proxy, ref problem);
        var isServable = routing.Proxy.CertificateFile is null || certificate is not null;
        var log = OpenLog(routing.Proxy.AccessLog, before?.Proxy.AccessLog, ref problem);
        // Another set of the rest is followed by what serves already.
        _routing = problem is null ? routing : null;
        if (isServable && _sockets.Open.Count > 0)
        {
            Switch(spec.Name.Value, routing, certificate, log, before);
        }

        return problem;
    }

    /// <inheritdoc/>
    public void Follow(BackendSet backends)
    {
        _backends = backends;
        Links.Follow(backends);
        _workers.ForgetEnded();
    }

    /// <inheritdoc/>
    public void Hear(RouterProtocol.WorkerSaid said) => _workers.Hear(said);

    /// <inheritdoc/>
    public async Task<int?> DrainAsync(Backend backend, TimeSpan within, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end.Token);
        limit.CancelAfter(within);
        if (_routing?.Proxy.Protocol is ProxyProtocol.Tcp)
        {
            // Only the app can end a kept-alive connection whose bytes mean nothing here.
            await _workers.DrainAsync(backend, DrainScope.Connections, within, cancellation);
        }

        while (backend.Load.Active > 0 && !limit.IsCancellationRequested)
        {
            await Task.Delay(DrainLook, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return backend.Load.Active;
    }

    /// <inheritdoc/>
    public async Task SuspendAsync(TimeSpan within)
    {
        _suspended = true;
        await _starting;
        if (_front is { } front)
        {
            await front.RetireAsync();
            var since = Environment.TickCount64;
            var busyAt = since;
            while (front.Connections > 0 && Environment.TickCount64 - since < within.TotalMilliseconds && Environment.TickCount64 - busyAt < IdleGrace.TotalMilliseconds)
            {
                await Task.Delay(DrainLook, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                busyAt = Links.Held > 0 || _backends.All.Any(backend => backend.Load.Active > 0) ? Environment.TickCount64 : busyAt;
            }

            var left = within - TimeSpan.FromMilliseconds(Environment.TickCount64 - since);
            await front.StopAsync(left > DrainLook ? left : DrainLook);
            _front = null;
            front.Dispose();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _sockets.Dispose();
        Links.Dispose();
        await _starting;
        await _leaving;
        if (_front is { } front)
        {
            await front.StopAsync(StopLimit);
            front.Dispose();
        }

        if (_log is { } log)
        {
            await log.DisposeAsync();
        }

        _end.Dispose();
    }

    private ServingCertificate? Certificate(ProxySettings settings, ref string? problem)
    {
        if (settings.CertificateFile is not { } file)
        {
            return null;
        }

        List<SslApplicationProtocol> protocols = settings.Protocol is ProxyProtocol.Http2
            ? [SslApplicationProtocol.Http2]
            : [SslApplicationProtocol.Http2, SslApplicationProtocol.Http11];
        var certificate = ServingCertificate.Open(_app.Value, file, settings.KeyFile, protocols, out var unusable);
        problem ??= unusable;
        return certificate;
    }

    private AccessLog? OpenLog(string? wanted, string? open, ref string? problem)
    {
        if (wanted is null || (wanted == open && _log is not null))
        {
            return wanted is null ? null : _log;
        }

        try
        {
            return new AccessLog(wanted);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            problem ??= $"The access log {wanted} cannot be opened: {failure.Message} Give a path that the daemon may write.";
            return null;
        }
    }

    // The sockets stay open, so whoever connects meanwhile waits in the backlog for the next front.
    private void Switch(string name, RoutingSettings routing, ServingCertificate? certificate, AccessLog? log, RoutingSettings? before)
    {
        if (before is not null && _front is not null && log == _log && IsServedAlike(before, routing))
        {
            return;
        }

        var sockets = _sockets.Open.Values.ToList();
        var old = _front;
        var oldLog = _log == log ? null : _log;
        Func<BalancingPolicy> policy = () => _routing?.Policy ?? routing.Policy;
        IProxyFront front = routing.Proxy.Protocol is ProxyProtocol.Tcp
            ? new TcpFront(sockets, routing.Proxy, Links, policy)
            : new HttpFront(name, routing, sockets, certificate, Links, policy, log);
        _front = front;
        _log = log;
        _starting = StartAsync(_starting, front);
        _leaving = Task.WhenAll(_leaving, LeaveAsync(_starting, old, oldLog, before?.DrainTimeout ?? StopLimit));
    }

    private async Task StartAsync(Task earlier, IProxyFront front)
    {
        await earlier;
        try
        {
            await front.StartAsync();
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            Log.Error(failure, "The proxy of {App} cannot serve its sockets", _app);
        }
    }

    private async Task LeaveAsync(Task successor, IProxyFront? front, AccessLog? log, TimeSpan within)
    {
        await successor;
        if (front is not null)
        {
            await front.RetireAsync();
            await EmptyAsync(front, within);
            await front.StopAsync(StopLimit);
            front.Dispose();
        }

        if (log is not null)
        {
            await log.DisposeAsync();
        }
    }

    // Ending an idle connection meets the request that is on its way to it: they end with an answer instead, as long as there is time.
    private async Task EmptyAsync(IProxyFront front, TimeSpan within)
    {
        var since = Environment.TickCount64;
        while (front.Connections > 0 && Environment.TickCount64 - since < within.TotalMilliseconds && !_end.IsCancellationRequested)
        {
            await Task.Delay(LeaveLook, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static bool IsServedAlike(RoutingSettings before, RoutingSettings after) =>
        before.Addresses.SequenceEqual(after.Addresses) && Front(before.Proxy) == Front(after.Proxy);

    // What a front cannot change while it serves; the links follow the rest.
    private static ProxySettings Front(ProxySettings settings) => ProxySettings.Default with
    {
        Protocol = settings.Protocol,
        CertificateFile = settings.CertificateFile,
        KeyFile = settings.KeyFile,
        IdleTimeout = settings.IdleTimeout,
        MaxHeaderBytes = settings.MaxHeaderBytes,
        MaxBodyBytes = settings.MaxBodyBytes,
        MaxConnections = settings.MaxConnections,
    };
}
