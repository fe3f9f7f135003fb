using Akka.Actor;
using Akka.Routing;
using ActorPm.Core.Routing;

namespace ActorPm.Daemon.Routing;

/// <summary>An Akka router over the ready backends of an app, for whoever asks by message; the planes ask the same policies directly.</summary>
internal static class BackendRouter
{
    /// <summary>The router of a snapshot.</summary>
    /// <param name="backends">The backends.</param>
    /// <param name="policy">Which one is next.</param>
    /// <param name="turn">How many requests it has had.</param>
    public static Router Of(BackendSet backends, BalancingPolicy policy, uint turn) =>
        new(new PolicyRoutingLogic(BalancingPolicies.Of(policy), turn), [.. (backends.Near.IsEmpty ? backends.Far : backends.Near).Select(backend => new BackendRoutee(backend))]);

    /// <summary>A balancing policy as Akka's routers know it.</summary>
    private sealed class PolicyRoutingLogic(IBalancingPolicy policy, uint turn) : RoutingLogic
    {
        public override Routee Select(object message, Routee[] routees)
        {
            if (message is not RouterProtocol.Choose choose || routees.Length == 0)
            {
                return new BackendRoutee(null);
            }

            var ready = routees.OfType<BackendRoutee>().Select(routee => routee.Backend!).ToArray();
            return routees[policy.Pick(ready, new BalancingTicket(turn, choose.Chance, choose.Key))];
        }
    }

    /// <summary>A backend among an Akka router's routees: it answers in the backend's place who was chosen.</summary>
    private sealed class BackendRoutee(Backend? backend) : Routee
    {
        public Backend? Backend => backend;

        public override void Send(object message, IActorRef sender) => sender.Tell(new RouterProtocol.Chosen(backend));
    }
}
