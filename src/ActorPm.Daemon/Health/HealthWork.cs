using ActorPm.Core.Apps;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Routing;
using ActorPm.Processes;

namespace ActorPm.Daemon.Health;

/// <summary>A process to look at, and the means.</summary>
/// <param name="Edge">The means.</param>
/// <param name="Instance">For people.</param>
/// <param name="Process">The process.</param>
/// <param name="Spec">The spec that it was launched with.</param>
/// <param name="Origin">Whether it was just launched.</param>
/// <param name="Own">Where it listens; null when that is not known.</param>
/// <param name="Asker">Asks its probes.</param>
/// <param name="Lines">Waits for a line of its output, from its launch on; null when none is awaited.</param>
/// <param name="Clock">The time.</param>
/// <param name="Chance">Gives a number of at least 0 and below 1.</param>
internal sealed record HealthWork(
    HealthContext Edge, InstanceId Instance, IRunningProcess Process, AppSpec Spec, ProcessOrigin Origin, ListenAddress? Own, ProbeAsker Asker, LogLineWatch? Lines,
    TimeProvider Clock, Func<double> Chance);
