using Akka.Actor;
using ActorPm.Daemon.Supervision;

namespace ActorPm.Daemon.Tests;

/// <summary>Stands in for the parent of the actor under test: passes its messages and failures to a probe, and ours to it.</summary>
internal sealed class SupervisingParent : UntypedActor
{
    private readonly IActorRef _probe;
    private readonly Func<Exception, Directive> _decide;
    private readonly IActorRef _child;

    public SupervisingParent(Props child, IActorRef probe, Func<Exception, Directive> decide)
    {
        _probe = probe;
        _decide = decide;
        _child = Context.ActorOf(child, "child");
    }

    public static Props Props(Props child, IActorRef probe, Func<Exception, Directive>? decide = null) =>
        Akka.Actor.Props.Create(() => new SupervisingParent(child, probe, decide ?? (_ => Directive.Restart)));

    protected override SupervisorStrategy SupervisorStrategy() => new ChildSupervision((_, failure) =>
    {
        _probe.Tell(failure);
        return _decide(failure);
    });

    protected override void OnReceive(object message) => (Sender.Equals(_child) ? _probe : _child).Forward(message);
}
