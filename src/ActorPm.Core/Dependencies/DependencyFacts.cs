using ActorPm.Core.Instances;

namespace ActorPm.Core.Dependencies;

/// <summary>One instance of an app on which others depend.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="LastExit">How its newest ended process ended; null when none has.</param>
/// <param name="HasProbe">Whether a probe is asked of it.</param>
public readonly record struct DependencyFacts(InstanceState State, ExitStatus? LastExit, bool HasProbe);
