using Akka.Actor;
using ActorPm.Core.Guard;
using ActorPm.Processes.Guard;

namespace ActorPm.Daemon.Guarding;

/// <summary>
/// Tells the guard that the daemon is alive, each time that the parent of all apps has answered: what hangs there, hangs for everybody.
/// </summary>
internal sealed class HeartbeatActor : UntypedActor, IWithTimers
{
    private readonly IGuardLink _guard;
    private readonly IActorRef _apps;

    /// <summary>Use <see cref="Props"/>.</summary>
    public HeartbeatActor(IGuardLink guard, IActorRef apps)
    {
        _guard = guard;
        _apps = apps;
    }

    /// <inheritdoc/>
    public ITimerScheduler Timers { get; set; } = null!;

    /// <summary>Beats as often as the guard expects it.</summary>
    public static Props Props(IGuardLink guard, IActorRef apps) => Akka.Actor.Props.Create(() => new HeartbeatActor(guard, apps));

    /// <inheritdoc/>
    protected override void PreStart() => Timers.StartPeriodicTimer(Beat.Instance, Beat.Instance, GuardContract.Heartbeat);

    /// <inheritdoc/>
    protected override void OnReceive(object message)
    {
        switch (message)
        {
            case Beat:
                _apps.Tell(new Identify(null));
                break;
            case ActorIdentity { Subject: not null }:
                _guard.SayAlive();
                break;
            default:
                Unhandled(message);
                break;
        }
    }

    private sealed class Beat : INotInfluenceReceiveTimeout, INoSerializationVerificationNeeded
    {
        public static Beat Instance { get; } = new();
    }
}
