using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;

namespace ActorPm.Daemon.Views;

/// <summary>All that is known of an instance at one moment: the material of every view.</summary>
/// <param name="Spec">What the user asked for.</param>
/// <param name="Slot">Its place on the list.</param>
/// <param name="State">Where it stands.</param>
/// <param name="History">Its restarts.</param>
/// <param name="StartedAt">When its newest process was started; null before the first.</param>
/// <param name="LastExit">How its newest ended process ended; null when none has.</param>
internal sealed record InstanceFacts(
    AppSpec Spec, Slot Slot, InstanceState State, RestartHistory History, DateTimeOffset? StartedAt, ExitStatus? LastExit)
{
    /// <summary>What is known of the living process; null when nothing is asked of it.</summary>
    public HealthState? Health { get; init; }

    /// <summary>The other app for which its launch waits, for people; null when it waits for none.</summary>
    public string? WaitsFor { get; init; }

    /// <summary>Whether it may be given requests.</summary>
    public bool IsReady => State is InstanceState.Online { IsReady: true };

    /// <summary>Why a living process may not be given requests, for people; null when it may, or when none lives.</summary>
    public string? Unready => ReadinessText.Of(State, Health);

    /// <summary>Its part in a reload.</summary>
    public Standing Standing { get; init; }

    /// <summary>The main process; 0 when none runs.</summary>
    public int Pid => State switch
    {
        InstanceState.Online online => online.Pid,
        InstanceState.AwaitingReady waiting => waiting.Pid,
        InstanceState.Stopping { Exit: null } stopping => stopping.Pid,
        _ => 0,
    };
}

/// <summary>The part of an instance in a reload. While two have the same ordinal and id, one of them is what users are shown.</summary>
internal enum Standing
{
    /// <summary>It holds its place: as always, but for the moments of a reload.</summary>
    Serving,

    /// <summary>It has to prove itself yet.</summary>
    Incoming,

    /// <summary>Another has its place; it finishes what is under way.</summary>
    Outgoing,
}
