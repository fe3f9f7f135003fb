using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Health;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Instances;

/// <summary>What an app actor and its instance actors say to each other.</summary>
internal static class InstanceProtocol
{
    /// <summary>Down: follow a wish or a verdict.</summary>
    /// <param name="Input">StartAsked, StopAsked, RestartAsked or RestartGranted.</param>
    /// <param name="Spec">The app's newest spec.</param>
    /// <param name="History">The restart counters that the next process is launched with.</param>
    /// <param name="Ticket">Grows with each order to this slot; reports repeat it.</param>
    public sealed record Follow(InstanceInput Input, AppSpec Spec, RestartHistory History, int Ticket) : INoSerializationVerificationNeeded;

    /// <summary>Down: the daemon becomes another program. Answer <see cref="Suspended"/> when all that came before is done, and do nothing any more.</summary>
    public sealed record Suspend : INoSerializationVerificationNeeded
    {
        private Suspend()
        {
        }

        /// <summary>The only one.</summary>
        public static Suspend Instance { get; } = new();
    }

    /// <summary>The answer to <see cref="Suspend"/>.</summary>
    /// <param name="Serial">The slot.</param>
    /// <param name="State">Where the instance stands.</param>
    public sealed record Suspended(long Serial, InstanceState State) : INoSerializationVerificationNeeded;

    /// <summary>Up: where the instance stands after its newest input.</summary>
    /// <param name="Serial">Its slot.</param>
    /// <param name="State">Where it stands.</param>
    /// <param name="Ticket">The newest order that it has followed.</param>
    /// <param name="AdoptedHistory">The counters of a process that was found alive; null when none was.</param>
    /// <param name="NewestExit">How the main process ended of which this input told; null when it told of none.</param>
    public sealed record Report(long Serial, InstanceState State, int Ticket, RestartHistory? AdoptedHistory, ExitStatus? NewestExit = null) : INoSerializationVerificationNeeded
    {
        /// <summary>What is known of the living process; null when nothing is asked of it.</summary>
        public HealthState? Health { get; init; }

        /// <summary>The other app for which its launch waits, for people; null when it waits for none.</summary>
        public string? WaitsFor { get; init; }

        /// <summary>What the process was told to listen on (proxy); null otherwise.</summary>
        public ListenAddress? Address { get; init; }
    }
}
