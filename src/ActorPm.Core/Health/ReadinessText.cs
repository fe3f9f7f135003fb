using ActorPm.Core.Instances;

namespace ActorPm.Core.Health;

/// <summary>Why an instance gets no requests, in words.</summary>
public static class ReadinessText
{
    /// <summary>Why a living process may not be given requests; null when it may, or when none lives.</summary>
    /// <param name="state">Where the instance stands.</param>
    /// <param name="health">What is known of the process; null when nothing is asked of it.</param>
    public static string? Of(InstanceState state, HealthState? health) => state switch
    {
        InstanceState.Online { Proven: false, Unready: not null } => health?.Unready ?? "it has not shown that it is ready",
        InstanceState.Online online => online.Unready,
        InstanceState.AwaitingReady => health?.Unready ?? "it starts",
        _ => null,
    };
}
