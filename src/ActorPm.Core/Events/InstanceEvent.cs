using ActorPm.Core.Instances;

namespace ActorPm.Core.Events;

/// <summary>Something happened to an instance.</summary>
/// <param name="Name">PM2's word for it: one of <see cref="InstanceEvents"/>.</param>
/// <param name="Cause">Whether somebody had asked for it.</param>
/// <param name="Exit">How the process ended, for <see cref="InstanceEvents.Exit"/>; null otherwise.</param>
public sealed record InstanceEvent(string Name, EventCause Cause, ExitStatus? Exit = null);

/// <summary>Why something happened.</summary>
public enum EventCause
{
    /// <summary>By itself, or because the supervisor decided so.</summary>
    Itself,

    /// <summary>Somebody asked for it (PM2's <c>manually</c>).</summary>
    Request,
}
