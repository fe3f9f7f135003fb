using ActorPm.Core.Instances;

namespace ActorPm.Daemon.Instances;

/// <summary>
/// The process of an instance ended and nobody had asked for it: this fails the instance actor, and its parent's strategy decides what
/// follows. Not a bug, hence without a stack trace worth reading.
/// </summary>
internal sealed class InstanceExitedException(InstanceId instance, InstanceState.Crashed crash)
    : Exception($"{instance} {crash.Exit} after {crash.Uptime.TotalSeconds:0.###} s.")
{
    /// <summary>What happened.</summary>
    public InstanceState.Crashed Crash { get; } = crash;
}
