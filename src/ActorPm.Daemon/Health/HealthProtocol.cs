using Akka.Actor;
using ActorPm.Core.Health;

namespace ActorPm.Daemon.Health;

/// <summary>What an instance actor and the health actor of its process say to each other.</summary>
internal static class HealthProtocol
{
    /// <summary>Up: what is known of the process.</summary>
    /// <param name="Attempt">Its launch.</param>
    /// <param name="State">What.</param>
    public sealed record Known(int Attempt, HealthState State) : INoSerializationVerificationNeeded;

    /// <summary>Down: the signal came that only the instance actor hears (a message over the channel).</summary>
    public sealed record SignalCame : INoSerializationVerificationNeeded
    {
        /// <summary>The only one.</summary>
        public static SignalCame Instance { get; } = new();
    }

    /// <summary>Down: the instance is online, be it ready or not.</summary>
    public sealed record WentOnline : INoSerializationVerificationNeeded
    {
        /// <summary>The only one.</summary>
        public static WentOnline Instance { get; } = new();
    }
}
