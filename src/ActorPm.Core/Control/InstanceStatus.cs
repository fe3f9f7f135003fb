using ActorPm.Core.Instances;

namespace ActorPm.Core.Control;

/// <summary>The words by which users know the states of an instance: PM2's.</summary>
public static class InstanceStatus
{
#pragma warning disable CS1591 // the constants are the documentation
    public const string Launching = "launching";
    public const string Online = "online";
    public const string Stopping = "stopping";
    public const string Stopped = "stopped";
    public const string Errored = "errored";
    public const string WaitingToRestart = "waiting restart";
    public const string Unreachable = "unreachable";
#pragma warning restore CS1591

    /// <summary>The word for a state.</summary>
    public static string Of(InstanceState state) => state switch
    {
        InstanceState.Launching or InstanceState.AwaitingReady or InstanceState.Recovering => Launching,
        InstanceState.Online => Online,
        InstanceState.Stopping or InstanceState.Collapsing => Stopping,
        InstanceState.Stopped => Stopped,
        InstanceState.Errored => Errored,
        InstanceState.WaitingToRestart or InstanceState.Crashed => WaitingToRestart,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not an instance state."),
    };
}
