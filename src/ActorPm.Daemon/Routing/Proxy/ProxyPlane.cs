using System.Net.Security;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;
using Serilog;

namespace ActorPm.Daemon.Routing.Proxy;

/// <summary>
/// The proxy of one app: its listening sockets, what serves them, and the links to its instances. When no instance is ready, requests wait for
/// <see cref="ProxySettings.HoldTimeout"/>; while all instances rest (stopped, errored) they are refused at once.
/// </summary>
internal sealed class ProxyPlane : IDataPlane
{
    private static readonly TimeSpan DrainLook = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(5);

    private readonly ListeningSockets _sockets = new();
    private readonly CancellationTokenSource _end = new();
    private readonly AppName _app;
    private Action<long, int, int>? _reportOutlier;
    private volatile RoutingSettings? _routing;
    private volatile AccessLog? _log;
    private volatile IProxyFront? _front;
    private Task _switching = Task.CompletedTask;

    /// <summary>A plane that does not listen yet.</summary>
    public ProxyPlane(AppName app)
    {
        _app = app;
        Links = new LinkTable((serial, attempt, failures) => _reportOutlier?.Invoke(serial, attempt, failures));
    }

    /// <summary>The links to the instances.</summary>
    public LinkTable Links { get; }

    /// <summary>What listens.</summary>
    public ListeningSockets Sockets => _sockets;

    /// <inheritdoc/>
    public PlaneTotals? Totals => new(Links.Held, Links.HeldTotal, Links.Rejected, _front?.Connections, _log?.Dropped ?? 0);

    /// <inheritdoc/>
    public void ReportOutliers(Action<long, int, int> report) => _reportOutlier = report;

    /// <inheritdoc/>
    public string? Apply(AppSpec spec)
    {
        var routing = spec.Routing;
        var before = _routing;
        if (routing == before && _sockets.Open.Count == routing.Addresses.Length)
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
        if (isServable)
        {
            Switch(spec.Name.Value, routing, certificate, log, before);
        }

        return problem;
    }

    /// <inheritdoc/>
    public void Follow(BackendSet backends) => Links.Follow(backends);

    /// <inheritdoc/>
    public async Task<int?> DrainAsync(Backend backend, TimeSpan within, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, _end.Token);
        limit.CancelAfter(within);
        while (backend.Load.Active > 0 && !limit.IsCancellationRequested)
        {
            await Task.Delay(DrainLook, limit.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return backend.Load.Active;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _sockets.Dispose();
        Links.Dispose();
        await _switching;
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
        _switching = ReplaceAsync(_switching, old, oldLog, front, before?.DrainTimeout ?? StopLimit);
    }

    private async Task ReplaceAsync(Task earlier, IProxyFront? old, AccessLog? oldLog, IProxyFront front, TimeSpan within)
    {
        await earlier;
        try
        {
            await front.StartAsync();
            if (old is not null)
            {
                await old.StopAsync(within);
                old.Dispose();
            }

            if (oldLog is not null)
            {
                await oldLog.DisposeAsync();
            }
        }
        catch (Exception failure) when (failure is IOException or InvalidOperationException)
        {
            Log.Error(failure, "The proxy of {App} cannot serve its sockets", _app);
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
