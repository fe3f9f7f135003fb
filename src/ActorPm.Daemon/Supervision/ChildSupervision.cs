using Akka.Actor;

namespace ActorPm.Daemon.Supervision;

/// <summary>
/// One for one: each child on its own. Whoever is asked about a failure learns which child failed, which Akka's own deciders do not
/// tell. Failures are not logged here: an exit of an app is no error of the daemon, and whoever decides knows what to say.
/// </summary>
internal sealed class ChildSupervision(Func<IActorRef, Exception, Directive> decide)
    : OneForOneStrategy(maxNrOfRetries: -1, withinTimeMilliseconds: -1, localOnlyDecider: _ => Directive.Escalate, loggingEnabled: false)
{
    /// <inheritdoc/>
    protected override Directive Handle(IActorRef child, Exception exception) => decide(child, exception);
}
