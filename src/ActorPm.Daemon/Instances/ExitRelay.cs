using Akka.Actor;
using ActorPm.Core.Instances;
using ActorPm.Processes;

namespace ActorPm.Daemon.Instances;

/// <summary>Carries the end of a process, and what it says before, from the event thread into an actor's mailbox.</summary>
internal sealed class ExitRelay(IActorRef actor) : IProcessObserver
{
    /// <inheritdoc/>
    public void Exited(int attempt, ExitStatus status, Leftovers leftovers) => actor.Tell(new InstanceInput.Exited(attempt, status, leftovers));

    /// <inheritdoc/>
    public void TreeGone(int attempt) => actor.Tell(new InstanceInput.TreeGone(attempt));

    /// <inheritdoc/>
    public void Message(ChannelMessage message) => actor.Tell(message);

    /// <inheritdoc/>
    public void ChannelClosed(int attempt)
    {
    }
}
