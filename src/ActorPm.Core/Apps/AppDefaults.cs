using ActorPm.Core.Routing;

namespace ActorPm.Core.Apps;

/// <summary>What holds for an app that says nothing else: PM2's numbers, or what the daemon's settings put in their place.</summary>
/// <param name="Stop">How it is stopped.</param>
/// <param name="Ready">When it counts as online.</param>
/// <param name="InstanceVariable">The variable that tells an instance its number.</param>
public sealed record AppDefaults(StopSettings Stop, ReadySettings Ready, string InstanceVariable)
{
    /// <summary>PM2's.</summary>
    public static AppDefaults Pm2 { get; } = new(StopSettings.Default, ReadySettings.Default, AppSpec.DefaultInstanceVariable);

    /// <summary>How requests reach it; of this only the time to drain can be another than <see cref="RoutingSettings.None"/>'s.</summary>
    public RoutingSettings Routing { get; init; } = RoutingSettings.None;
}
