using System.Collections.Immutable;
using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing;

/// <summary>
/// The balancer of one app: knows its backends, says in a snapshot who gets requests, and owns the plane that carries them. Decides; carries nothing itself.
/// </summary>
internal sealed class RouterActor : UntypedActor, IWithTimers, IDisposable
{
    private static readonly TimeSpan RetryInterval = TimeSpan.FromSeconds(5);

    // Above the numbers of all instances.
    private const int FirstOfNodes = 1_000_000;

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RoutingContext _edge;
    private readonly HashSet<long> _draining = [];
    private readonly Dictionary<long, (int Attempt, DateTimeOffset Until)> _ejected = [];
    private readonly Dictionary<long, bool> _comesBack = [];
    private readonly List<string> _nodes = [];
    private readonly List<(long Serial, IActorRef Asker)> _waiting = [];
    private AppName _name;
    private AppSpec? _spec;
    private IDataPlane? _plane;
    private DataPlane _kind;
    private string? _problem;
    private BackendSet _backends = BackendSet.Empty;
    private uint _turn;
    private readonly CancellationTokenSource _end = new();

    /// <summary>Use <see cref="Props"/>.</summary>
    public RouterActor(AppName name, RoutingContext edge)
    {
        _name = name;
        _edge = edge;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>A router without backends; reports bring them.</summary>
    public static Props Props(AppName name, RoutingContext edge) => Akka.Actor.Props.Create(() => new RouterActor(name, edge));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RouterProtocol.Serve serve:
                Serve(serve.Spec);
                break;
            case TryAgain when _spec is not null:
                Serve(_spec);
                break;
            case RouterProtocol.Rename rename:
                _edge.Board.Remove(_name);
                _name = rename.To;
                break;
            case RouterProtocol.Changed changed:
                Note(changed.Report);
                break;
            case RouterProtocol.Reach reach:
                Reach(reach.Nodes);
                break;
            case RouterProtocol.Gone gone:
                _draining.Remove(gone.Serial);
                _ejected.Remove(gone.Serial);
                _comesBack.Remove(gone.Serial);
                Publish(_backends.Without(gone.Serial));
                break;
            case RouterProtocol.Drain drain:
                Drain(drain.Serial);
                break;
            case Outlier outlier:
                Eject(outlier);
                break;
            case Readmission readmission when _ejected.TryGetValue(readmission.Serial, out var ejected) && ejected.Attempt == readmission.Attempt:
                _ejected.Remove(readmission.Serial);
                Readmit([readmission.Serial]);
                break;
            case Readmission:
                break;
            case RouterProtocol.Choose choose:
                BackendRouter.Of(_backends, _spec?.Routing.Policy ?? BalancingPolicy.RoundRobin, _turn++).Route(choose, Sender);
                break;
            case RouterProtocol.Suspend suspend:
                Suspend(suspend.Within);
                break;
            case RouterProtocol.WorkerSaid said:
                if (_plane is null)
                {
                    said.Message.Dispose();
                    break;
                }

                _plane.Hear(said);
                AnswerWaiting();
                break;
            case RouterProtocol.AwaitServing waiting:
                _waiting.Add((waiting.Serial, Sender));
                AnswerWaiting();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    /// <inheritdoc/>
    protected override void PostStop()
    {
        _end.Cancel();
        _edge.Board.Remove(_name);
        Discard(_plane);
    }

    /// <summary>Called by Akka after <see cref="PostStop"/>.</summary>
    public void Dispose() => _end.Dispose();

    // A port that is taken may be free later; nobody tells.
    private void Retry(string? problem)
    {
        if (problem is null)
        {
            Timers.Cancel(TryAgain.Instance);
        }
        else if (!Timers.IsTimerActive(TryAgain.Instance))
        {
            Timers.StartPeriodicTimer(TryAgain.Instance, TryAgain.Instance, RetryInterval);
        }
    }

    private void Serve(AppSpec spec)
    {
        _spec = spec;
        if (_kind != spec.Routing.Plane)
        {
            Discard(_plane);
            _kind = spec.Routing.Plane;
            _plane = _kind is DataPlane.None ? null : _edge.Planes(_name, _kind);
            var self = Self;
            _plane?.ReportOutliers((serial, attempt, failures) => self.Tell(new Outlier(serial, attempt, failures)));
        }

        var problem = _plane?.Apply(spec);
        if (problem is not null && problem != _problem)
        {
            _log.Warning("{App} does not get its requests: {Problem}", _name, problem);
        }

        _problem = problem;
        Retry(problem);
        Publish(_backends);
    }

    private void Note(InstanceReport report)
    {
        var known = _backends.Find(report.Serial);
        _comesBack[report.Serial] = report.ComesBack;
        if (report.Pid == 0)
        {
            Publish(_backends.Without(report.Serial));
            return;
        }

        // An adopted process of a time when its app was not behind the proxy listens where it likes.
        var isUnreachable = _kind is DataPlane.Proxy && report.Address is null;
        var isEjected = _ejected.TryGetValue(report.Serial, out var ejected) && ejected.Attempt == report.Attempt;
        var state = _draining.Contains(report.Serial) ? BackendState.Draining
            : !report.IsReady || isUnreachable ? BackendState.Starting
            : isEjected ? BackendState.Ejected
            : BackendState.Ready;
        Publish(_backends.With(new Backend(report.Serial, report.Attempt, report.Ordinal, report.PmId, report.Pid, report.Address, state)
        {
            Reason = isUnreachable ? "it was started without a port of its own; restart it" : state is BackendState.Ejected ? known?.Reason : report.Reason,
            EjectedUntil = state is BackendState.Ejected ? ejected.Until : null,
            Load = known?.Attempt == report.Attempt ? known.Load : new BackendLoad(),
        }));
    }

    // A node keeps its number, and with it its counters and what it was left out for.
    private void Reach(ImmutableArray<FarNode> nodes)
    {
        var backends = _backends;
        foreach (var gone in backends.All.Where(backend => backend.Node is { } node && nodes.All(there => there.Name != node)))
        {
            backends = backends.Without(gone.Serial);
            _ejected.Remove(gone.Serial);
        }

        foreach (var node in nodes)
        {
            if (!_nodes.Contains(node.Name))
            {
                _nodes.Add(node.Name);
            }

            var number = _nodes.IndexOf(node.Name) + 1;
            backends = backends.With((backends.Find(-number) ?? new Backend(-number, 0, FirstOfNodes + number, -1, 0, null, BackendState.Ready) { Node = node.Name, Load = new BackendLoad() }) with { Weight = node.Instances });
        }

        Publish(backends);
    }

    private void Eject(Outlier outlier)
    {
        if (_spec is null || !Ejection.IsDue(_backends, outlier.Serial, outlier.Attempt, outlier.Failures, _spec.Routing.Proxy))
        {
            return;
        }

        var after = _spec.Routing.Proxy.EjectFor;
        var until = _edge.Clock.GetUtcNow() + after;
        _log.Warning("{App}: instance {Serial} gets no requests for {Time}: {Failures} in a row have failed", _name, outlier.Serial, after, outlier.Failures);
        _ejected[outlier.Serial] = (outlier.Attempt, until);
        Timers.StartSingleTimer(outlier.Serial, new Readmission(outlier.Serial, outlier.Attempt), after);
        Publish(_backends.With(_backends.Find(outlier.Serial)! with
        {
            State = BackendState.Ejected, EjectedUntil = until, Reason = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{outlier.Failures} requests in a row have failed"),
        }));
    }

    private void Readmit(IEnumerable<long> serials)
    {
        var backends = _backends;
        foreach (var backend in serials.Select(serial => backends.Find(serial)).OfType<Backend>().Where(backend => backend.State is BackendState.Ejected))
        {
            backends = backends.With(backend with { State = BackendState.Ready, EjectedUntil = null, Reason = null });
        }

        Publish(backends);
    }

    private void Drain(long serial)
    {
        if (_backends.Find(serial) is not { } backend || _plane is null || _spec is null)
        {
            Sender.Tell(new RouterProtocol.Drained(serial, 0));
            return;
        }

        _draining.Add(serial);
        Publish(_backends.With(backend with { State = BackendState.Draining, Reason = "it leaves" }));
        _plane.DrainAsync(backend, _spec.Routing.DrainTimeout, _end.Token).PipeTo(
            Sender, Self,
            left => new RouterProtocol.Drained(serial, left),
            failure => new RouterProtocol.Drained(serial, null));
    }

    private void Suspend(TimeSpan within)
    {
        Timers.Cancel(TryAgain.Instance);
        (_plane?.SuspendAsync(within) ?? Task.CompletedTask).PipeTo(Sender, Self, () => RouterProtocol.Suspended.Instance, _ => RouterProtocol.Suspended.Instance);
    }

    private void Publish(BackendSet backends)
    {
        backends = _backends = backends with { IsExpecting = _comesBack.Count == 0 || _comesBack.ContainsValue(true) || backends.All.Any(backend => backend.Node is not null) };
        if (Ejection.MustEnd(backends))
        {
            var early = _ejected.Keys.ToList();
            _ejected.Clear();
            Readmit(early);
            return;
        }

        _plane?.Follow(backends);
        if (_spec is not null)
        {
            _edge.Board.Publish(new RouterFacts(_spec, backends, _problem, _plane));
        }

        AnswerWaiting();
    }

    private void AnswerWaiting() => _waiting.RemoveAll(waiting =>
    {
        if (_plane is { } plane && _backends.Find(waiting.Serial) is not null && !plane.Serves(waiting.Serial))
        {
            return false;
        }

        waiting.Asker.Tell(new RouterProtocol.Serving(waiting.Serial, _problem));
        return true;
    });

    private void Discard(IDataPlane? plane)
    {
        if (plane is null)
        {
            return;
        }

        var log = _log;
        var app = _name;
        _ = plane.DisposeAsync().AsTask().ContinueWith(
            ended => log.Warning(ended.Exception?.GetBaseException(), "The plane of {App} did not close as it should", app),
            CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    private sealed record Outlier(long Serial, int Attempt, int Failures) : INoSerializationVerificationNeeded;

    private sealed record Readmission(long Serial, int Attempt) : INoSerializationVerificationNeeded;

    private sealed class TryAgain : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static TryAgain Instance { get; } = new();
    }
}
