using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Core.Events;

/// <summary>Where an instance stood at one moment, as far as events tell of it.</summary>
/// <param name="State">Where it stood.</param>
/// <param name="History">Its restarts.</param>
/// <param name="LastExit">How its newest ended process ended; null when none has.</param>
public sealed record InstanceMoment(InstanceState State, RestartHistory History, ExitStatus? LastExit);
