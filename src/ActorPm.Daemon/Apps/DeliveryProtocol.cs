using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Messages;

namespace ActorPm.Daemon.Apps;

/// <summary>Brings something to a running process: from the parent of all apps down to the instance, which answers.</summary>
internal static class DeliveryProtocol
{
    /// <summary>Bring this to the process of a slot; answered by <see cref="Delivered"/>.</summary>
    /// <param name="App">The app.</param>
    /// <param name="Serial">The slot.</param>
    /// <param name="Input">What to bring.</param>
    public sealed record Deliver(AppName App, long Serial, AppInput Input) : INoSerializationVerificationNeeded;

    /// <summary>The answer.</summary>
    /// <param name="Outcome">What became of it.</param>
    public sealed record Delivered(AppInputOutcome Outcome) : INoSerializationVerificationNeeded
    {
        /// <summary>There is no process.</summary>
        public static Delivered ToNobody { get; } = new(AppInputOutcome.NotRunning);
    }
}
