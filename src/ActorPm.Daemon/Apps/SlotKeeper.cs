using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing;
using ActorPm.Daemon.Instances;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Apps;

/// <summary>What an app actor remembers of one of its slots, longer than an incarnation of the instance actor lives.</summary>
internal sealed class SlotKeeper(Slot slot, InstanceState state, RestartHistory history)
{
    /// <summary>The slot as it is on the list.</summary>
    public Slot Slot { get; set; } = slot;

    /// <summary>What it runs while that is not what the app runs: the candidate of a reload, or the spec that leaves; null for the app's own.</summary>
    public AppSpec? OwnSpec { get; set; }

    /// <summary>Its part in a reload.</summary>
    public Standing Standing { get; set; }

    /// <summary>Where the instance stands, as far as it has reported.</summary>
    public InstanceState State { get; set; } = state;

    /// <summary>Its restarts.</summary>
    public RestartHistory History { get; set; } = history;

    /// <summary>When its newest process was started.</summary>
    public DateTimeOffset? StartedAt { get; set; }

    /// <summary>What its process was told to listen on (proxy); null otherwise.</summary>
    public ListenAddress? Address { get; set; }

    /// <summary>What is known of its living process; null when nothing is asked of it.</summary>
    public HealthState? Health { get; set; }

    /// <summary>The other app for which its launch waits, for people; null when it waits for none.</summary>
    public string? WaitsFor { get; set; }

    /// <summary>Why it is given up together with its group, while its process ends; null when it is not.</summary>
    public string? GivenUp { get; set; }

    /// <summary>How its newest ended process ended.</summary>
    public ExitStatus? LastExit { get; set; }

    /// <summary>The instance actor; null while the slot needs none.</summary>
    public IActorRef? Actor { get; set; }

    /// <summary>Whether that actor has been stopped and has not yet ended.</summary>
    public bool ActorEnding { get; set; }

    /// <summary>Whether the slot is off the list and only waits for its process to end.</summary>
    public bool Leaving { get; set; }

    /// <summary>Whether it is wished to run and its actor has yet to say whether a process lives: requests wait for that word.</summary>
    public bool IsAwaited { get; set; }

    /// <summary>A wish that waits until a slot with the same ordinal has left.</summary>
    public InstanceInput? Waiting { get; set; }

    /// <summary>The newest order; sent again when the actor ended before it could follow it.</summary>
    public InstanceProtocol.Follow? Order { get; set; }

    /// <summary>The newest order's number.</summary>
    public int Sent => Order?.Ticket ?? 0;

    /// <summary>The newest order that was followed.</summary>
    public int Followed { get; set; }

    /// <summary>Whether a command that waits for this slot may answer.</summary>
    public bool IsSettled => Waiting is null && Followed == Sent && (State.IsSettled || WaitsFor is not null);
}
