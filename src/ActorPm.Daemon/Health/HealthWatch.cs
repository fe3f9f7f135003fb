using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Instances;
using ActorPm.Processes;
using ActorPm.Processes.Users;

namespace ActorPm.Daemon.Health;

/// <summary>Keeps a health actor beside the process of an instance actor, as long as that lives and if its spec asks for it. Belongs to the instance actor alone.</summary>
/// <param name="edge">What instance actors work with.</param>
/// <param name="context">The instance actor's.</param>
/// <param name="slot">Its slot.</param>
internal sealed class HealthWatch(InstanceContext edge, IActorContext context, Slot slot)
{
    private IActorRef? _actor;
    private int _attempt;
    private int _launched;
    private LogLineWatch? _lines;
    private InstanceState? _followed;

    /// <summary>What is known of the process; null when nothing is asked of it, or none lives.</summary>
    public HealthState? Latest { get; private set; }

    /// <summary>Before a launch: from now on its output counts.</summary>
    /// <exception cref="LaunchException">The pattern is none.</exception>
    public void BeforeLaunch(AppSpec spec, LaunchOrder order)
    {
        _lines?.Dispose();
        _lines = edge.Health is { } health && spec.Ready is { Signal: ReadySignal.LogLine, LogPattern: { } pattern } ? LogLineWatch.Begin(health.Logs, order, pattern) : null;
        _launched = order.Attempt;
    }

    /// <summary>After a launch that failed.</summary>
    public void AfterFailedLaunch()
    {
        _lines?.Dispose();
        _lines = null;
    }

    /// <summary>The instance is in a new state: begins to look at a process that has just come, and stops when it goes.</summary>
    public void Follow(InstanceState state, AppSpec spec, IRunningProcess? process)
    {
        var lives = state is InstanceState.Online or InstanceState.AwaitingReady;
        if (_actor is not null && (!lives || state.Attempt != _attempt))
        {
            context.Stop(_actor);
            _actor = null;
            Latest = null;
        }

        if (_actor is null && lives && process is not null && edge.Health is { } health && ReadyRule.NeedsWatch(spec))
        {
            _attempt = state.Attempt;
            _followed = null;
            _actor = context.ActorOf(HealthActor.Props(WorkOf(health, spec, process)));
            _lines = null;
        }

        if (_actor is not null && state is InstanceState.Online && _followed is not InstanceState.Online)
        {
            _actor.Tell(HealthProtocol.WentOnline.Instance);
        }

        _followed = state;
    }

    /// <summary>What the health actor found; null when it was about an earlier process.</summary>
    public HealthState? Learn(HealthProtocol.Known known, IActorRef sender) => sender.Equals(_actor) && known.Attempt == _attempt ? Latest = known.State : null;

    /// <summary>A signal came that the instance actor heard.</summary>
    /// <returns>Whether the health actor takes it from here; otherwise the signal is all that was awaited.</returns>
    public bool TakesSignal()
    {
        _actor?.Tell(HealthProtocol.SignalCame.Instance);
        return _actor is not null;
    }

    private HealthWork WorkOf(HealthContext health, AppSpec spec, IRunningProcess process)
    {
        var id = new InstanceId(spec.Name, slot.Ordinal);
        var environment = LaunchPlanner.EnvironmentOf(edge.HomeDirectory, spec, slot, null, process.Address);
        var own = process.Address ?? InstanceAddress.Of(spec, slot.Ordinal);
        Func<CancellationToken, Task<System.Net.Sockets.Socket?>>? door = spec.Routing.Plane is DataPlane.Handoff ? cancellation => WorkerDoor.OpenAsync(process, cancellation) : null;
        CommandOrder Setting() => new(id, "/bin/sh", [], spec.WorkingDirectory, environment) { RunAs = LaunchPlanner.RunAsOf(spec, edge.Users) };
        return new HealthWork(
            health, id, process, spec, process.Attempt == _launched ? ProcessOrigin.Launched : ProcessOrigin.Adopted, own, new ProbeAsker(health, own, door, Setting), _lines,
            edge.Clock, edge.Chance);
    }
}
