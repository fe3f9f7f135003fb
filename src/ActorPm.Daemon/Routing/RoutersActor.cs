using Akka.Actor;
using Akka.Event;
using ActorPm.Core.Apps;

namespace ActorPm.Daemon.Routing;

/// <summary>Parent of all routers: one child per app that listens through the daemon. Apart from the apps, so that a fault here ends no process.</summary>
internal sealed class RoutersActor : UntypedActor
{
    private static readonly TimeSpan SuspendMargin = TimeSpan.FromSeconds(2);

    private readonly ILoggingAdapter _log = Context.GetLogger();
    private readonly Dictionary<AppName, IActorRef> _routers = [];

    // Who needs a router: the app on this node's list, or the cluster, which has the app's port open on nodes where it does not run.
    private readonly HashSet<AppName> _own = [];
    private readonly Dictionary<AppName, AppSpec> _reaching = [];
    private readonly RoutingContext _edge;
    private int _children;

    /// <summary>Use <see cref="Props"/>.</summary>
    public RoutersActor(RoutingContext edge) => _edge = edge;

    /// <summary>The parent of all routers.</summary>
    public static Props Props(RoutingContext edge) => Akka.Actor.Props.Create(() => new RoutersActor(edge));

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case RouterProtocol.Serve serve:
                _own.Add(serve.App);
                RouterOf(serve.App).Forward(serve);
                break;
            case RouterProtocol.Reach { Spec: { } spec } reach:
                Reach(reach, spec);
                break;
            case RouterProtocol.Reach withdrawn:
                Withdraw(withdrawn);
                break;
            case RouterProtocol.Suspend suspend:
                SuspendAllAsync(suspend, [.. _routers.Values]).PipeTo(Sender);
                break;
            case RouterProtocol.Close close:
                _own.Remove(close.App);
                if (_reaching.TryGetValue(close.App, out var wanted))
                {
                    // It has left this node, and its port stays: requests go where it is now.
                    _routers[close.App].Tell(new RouterProtocol.Serve(close.App, wanted));
                }
                else
                {
                    End(close.App);
                }

                break;
            case RouterProtocol.Rename rename when _routers.Remove(rename.App, out var router):
                _own.Remove(rename.App);
                _own.Add(rename.To);
                _routers[rename.To] = router;
                router.Forward(rename);
                break;
            case RouterProtocol.Rename:
                break;
            case RouterProtocol.IForApp said when _routers.TryGetValue(said.App, out var router):
                router.Forward(message);
                break;
            case RouterProtocol.Drain drain:
                // An app without a router has nothing to drain.
                Sender.Tell(new RouterProtocol.Drained(drain.Serial, 0));
                break;
            case RouterProtocol.AwaitServing waiting:
                Sender.Tell(new RouterProtocol.Serving(waiting.Serial, null));
                break;
            case RouterProtocol.Choose:
                Sender.Tell(new RouterProtocol.Chosen(null));
                break;
            case RouterProtocol.WorkerSaid said:
                said.Message.Dispose();
                break;
            case RouterProtocol.IForApp:
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    // A router that fails keeps its place: what it had open is closed by its end, and opened again by the next incarnation.
    /// <inheritdoc/>
    protected override SupervisorStrategy SupervisorStrategy() => new OneForOneStrategy(failure =>
    {
        _log.Error(failure, "The router of an app failed and is restarted");
        return Directive.Restart;
    });

    private void Reach(RouterProtocol.Reach reach, AppSpec spec)
    {
        _reaching[reach.App] = spec;
        var router = RouterOf(reach.App);
        if (!_own.Contains(reach.App))
        {
            router.Tell(new RouterProtocol.Serve(reach.App, spec));
        }

        router.Forward(reach);
    }

    private void Withdraw(RouterProtocol.Reach withdrawn)
    {
        if (!_reaching.Remove(withdrawn.App))
        {
            return;
        }

        if (_own.Contains(withdrawn.App))
        {
            _routers[withdrawn.App].Forward(withdrawn);
        }
        else
        {
            End(withdrawn.App);
        }
    }

    private void End(AppName app)
    {
        if (_routers.Remove(app, out var router))
        {
            router.Tell(PoisonPill.Instance);
        }
    }

    private async Task<RouterProtocol.Suspended> SuspendAllAsync(RouterProtocol.Suspend suspend, IReadOnlyList<IActorRef> routers) =>
        (await Task.WhenAll(routers.Select(router => SuspendAsync(router, suspend)))).FirstOrDefault() ?? RouterProtocol.Suspended.Instance;

    private async Task<RouterProtocol.Suspended> SuspendAsync(IActorRef router, RouterProtocol.Suspend suspend)
    {
        try
        {
            return await router.Ask<RouterProtocol.Suspended>(suspend, suspend.Within + SuspendMargin);
        }
        catch (AskTimeoutException)
        {
            _log.Warning("{Router} did not finish in time what it had accepted", router);
            return RouterProtocol.Suspended.Instance;
        }
    }

    private IActorRef RouterOf(AppName app)
    {
        if (!_routers.TryGetValue(app, out var router))
        {
            router = _routers[app] = Context.ActorOf(RouterActor.Props(app, _edge), $"{Uri.EscapeDataString(app.Value)}.{++_children}");
        }

        return router;
    }
}
