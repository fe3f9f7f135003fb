using ActorPm.Core.Apps;
using ActorPm.Core.Instances;

namespace ActorPm.Daemon.Instances;

/// <summary>
/// The process of an instance ended and nobody had asked for it: this fails the instance actor, and its parent's strategy decides what
/// follows. Not a bug, hence without a stack trace worth reading.
/// </summary>
internal sealed class InstanceExitedException(InstanceId instance, InstanceState.Crashed crash, int ticket)
    : Exception($"{instance} {crash.Exit} after {SecondsText.Of(crash.Uptime)}.")
{
    /// <summary>What happened.</summary>
    public InstanceState.Crashed Crash { get; } = crash;

    /// <summary>The newest order that the actor had followed: one that led straight to the failure has no report of its own.</summary>
    public int Ticket { get; } = ticket;
}
