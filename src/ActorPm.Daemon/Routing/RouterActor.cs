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
    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly RoutingContext _edge;
    private readonly HashSet<long> _draining = [];
    private readonly List<(long Serial, IActorRef Asker)> _waiting = [];
    private AppName _name;
    private AppSpec? _spec;
    private IDataPlane? _plane;
    private DataPlane _kind;
    private string? _problem;
    private BackendSet _backends = BackendSet.Empty;
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
            case RouterProtocol.Rename rename:
                _edge.Board.Remove(_name);
                _name = rename.To;
                break;
            case RouterProtocol.Changed changed:
                Note(changed.Report);
                break;
            case RouterProtocol.Gone gone:
                _draining.Remove(gone.Serial);
                Publish(_backends.Without(gone.Serial));
                break;
            case RouterProtocol.Drain drain:
                Drain(drain.Serial);
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

    private void Serve(AppSpec spec)
    {
        _spec = spec;
        if (_kind != spec.Routing.Plane)
        {
            Discard(_plane);
            _kind = spec.Routing.Plane;
            _plane = _kind is DataPlane.None ? null : _edge.Planes(_name, _kind);
        }

        var problem = _plane?.Apply(spec);
        if (problem is not null && problem != _problem)
        {
            _log.Warning("{App} does not get its requests: {Problem}", _name, problem);
        }

        _problem = problem;
        Publish(_backends);
    }

    private void Note(InstanceReport report)
    {
        var known = _backends.Find(report.Serial);
        if (report.Pid == 0)
        {
            Publish(_backends.Without(report.Serial));
            return;
        }

        var state = _draining.Contains(report.Serial) ? BackendState.Draining : report.IsReady ? BackendState.Ready : BackendState.Starting;
        Publish(_backends.With(new Backend(report.Serial, report.Attempt, report.Ordinal, report.PmId, report.Pid, report.Address, state)
        {
            Reason = report.Reason,
            Load = known?.Attempt == report.Attempt ? known.Load : new BackendLoad(),
        }));
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

    private void Publish(BackendSet backends)
    {
        _backends = backends;
        _plane?.Follow(backends);
        if (_spec is not null)
        {
            _edge.Board.Publish(new RouterFacts(_spec, backends, _problem, _plane));
        }

        AnswerWaiting();
    }

    private void AnswerWaiting() => _waiting.RemoveAll(waiting =>
    {
        if (_plane is { } plane && _backends.Find(waiting.Serial) is not null && plane.Serves(waiting.Serial) is ServingState.NotYet)
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
}
