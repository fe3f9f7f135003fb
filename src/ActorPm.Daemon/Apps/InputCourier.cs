using Akka.Actor;
using ActorPm.Core.Messages;
using ActorPm.Daemon.Views;

namespace ActorPm.Daemon.Apps;

/// <summary>Brings things to running processes, for endpoints that are no actors.</summary>
internal sealed class InputCourier(Func<IActorRef> apps)
{
    // An instance actor answers at once, unless it is just being stopped and takes the question with it.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Brings it to the process of an instance.</summary>
    public async Task<AppInputOutcome> BringAsync(InstanceFacts to, AppInput input, CancellationToken cancellation)
    {
        try
        {
            var answer = await apps().Ask<DeliveryProtocol.Delivered>(
                new DeliveryProtocol.Deliver(to.Spec.Name, to.Slot.Serial, input), Patience, cancellation);
            return answer.Outcome;
        }
        catch (AskTimeoutException)
        {
            // The actor has ended with its process.
            return AppInputOutcome.NotRunning;
        }
    }
}
