using ActorPm.Core.Apps;
using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;
using ActorPm.Daemon.Routing.Handoff;
using ActorPm.Processes.Sockets;

namespace ActorPm.Daemon.Routing.Inherit;

/// <summary>
/// Instances accept by themselves, from sockets that the daemon holds with them: a crash of all of them refuses no connection, which waits in the backlog.
/// </summary>
/// <remarks>
/// The daemon cannot keep a process from accepting. An app drains by itself when it is told to stop; a Node app does so before, by the preload.
/// </remarks>
internal sealed class InheritPlane : IDataPlane
{
    // Longer than the news of a launch needs, which may be under way while the app still seems to rest.
    private static readonly TimeSpan RestTime = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly PreloadedWorkers _workers;
    private readonly InheritedSockets _sockets;
    private readonly HandoffEdge _edge;
    private readonly ITimer _timer;
    private AppSpec? _spec;
    private BackendSet _backends = BackendSet.Empty;
    private AppName _app;
    private bool _closed;

    /// <summary>For an app; the sockets are opened by its first launch.</summary>
    public InheritPlane(AppName app, InheritedSockets sockets, HandoffEdge edge)
    {
        _app = app;
        _sockets = sockets;
        _edge = edge;
        _workers = new PreloadedWorkers(edge.Launcher, edge.Clock);
        _timer = edge.Clock.CreateTimer(_ => CloseAtRest(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public string? Apply(AppSpec spec)
    {
        lock (_gate)
        {
            if (spec.Name != _app)
            {
                _sockets.Rename(_app, spec.Name);
                _app = spec.Name;
            }

            _spec = spec;
            Keep();
            return null;
        }
    }

    /// <inheritdoc/>
    public void Follow(BackendSet backends)
    {
        lock (_gate)
        {
            var isNew = backends.All.Any(backend => _backends.Find(backend.Serial) is null);
            _backends = backends;
            _workers.ForgetEnded();

            if (isNew)
            {
                Keep();
            }

            if (backends.All.IsEmpty && !_closed)
            {
                _timer.Change(RestTime, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <inheritdoc/>
    public void Hear(RouterProtocol.WorkerSaid said) => _workers.Hear(said);

    /// <inheritdoc/>
    public Task<int?> DrainAsync(Backend backend, TimeSpan within, CancellationToken cancellation) => _workers.DrainAsync(backend, DrainScope.All, within, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<ListeningSocket>> SuspendAsync(TimeSpan within)
    {
        lock (_gate)
        {
            return Task.FromResult(_sockets.Of(_app));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _closed = true;
            _sockets.Release(_app);
        }

        await _timer.DisposeAsync();
    }

    private void Keep()
    {
        if (!_closed && _spec is { Routing.Plane: DataPlane.Inherit } spec)
        {
            _sockets.Keep(_app, spec.Routing.Addresses, _backends.All.Select(backend => backend.Serial));
        }
    }

    // An app that is stopped or given up answers nobody: who connects shall be told, instead of waiting for ever.
    private void CloseAtRest()
    {
        lock (_gate)
        {
            if (!_closed && _backends.All.IsEmpty && _edge.Rests(_app))
            {
                _sockets.Release(_app);
            }
        }
    }
}
