using Akka.Actor;
using Akka.Cluster;

namespace ActorPm.Daemon.Cluster;

/// <summary>Tells of each member that is up.</summary>
internal sealed class ArrivalsActor : ReceiveActor
{
    /// <summary>Made by <see cref="Props"/>.</summary>
    public ArrivalsActor(Action<Member> arrived)
    {
        Receive<ClusterEvent.MemberUp>(up => arrived(up.Member));
        Receive<ClusterEvent.MemberWeaklyUp>(up => arrived(up.Member));
    }

    /// <summary>How to make one.</summary>
    public static Props Props(Action<Member> arrived) => Akka.Actor.Props.Create(() => new ArrivalsActor(arrived));

    /// <inheritdoc/>
    protected override void PreStart() => Akka.Cluster.Cluster.Get(Context.System)
        .Subscribe(Self, ClusterEvent.SubscriptionInitialStateMode.InitialStateAsEvents, typeof(ClusterEvent.MemberUp), typeof(ClusterEvent.MemberWeaklyUp));

    /// <inheritdoc/>
    protected override void PostStop() => Akka.Cluster.Cluster.Get(Context.System).Unsubscribe(Self);
}
