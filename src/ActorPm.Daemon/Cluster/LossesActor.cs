using Akka.Actor;
using Akka.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>
/// Tells of each member that is given up because it cannot be reached. The leader of those that are left tells, since it is the one that carries it out; a node that is
/// given up itself, or began anew before it was missed, tells nothing.
/// </summary>
internal sealed class LossesActor : ReceiveActor
{
    private readonly Akka.Cluster.Cluster _cluster = Akka.Cluster.Cluster.Get(Context.System);

    /// <summary>Made by <see cref="Props"/>.</summary>
    public LossesActor(Action<Member> lost) => Receive<ClusterEvent.MemberDowned>(downed =>
    {
        if (_cluster.State.Leader == _cluster.SelfAddress && _cluster.State.Unreachable.Contains(downed.Member) && _cluster.SelfMember.Status is MemberStatus.Up)
        {
            lost(downed.Member);
        }
    });

    /// <summary>How to make one.</summary>
    public static Props Props(Action<Member> lost) => Akka.Actor.Props.Create(() => new LossesActor(lost));

    /// <inheritdoc/>
    protected override void PreStart() => _cluster.Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberDowned));

    /// <inheritdoc/>
    protected override void PostStop() => _cluster.Unsubscribe(Self);
}
