using ActorPm.Core.Routing;
using ActorPm.Core.Routing.Cluster;

namespace ActorPm.Core.Tests.Routing.Cluster;

public sealed class WorkerMemoTests
{
    [Fact]
    public void Without_an_elder_that_serves_anything_a_worker_serves_at_once()
    {
        Assert.True(WorkerMemo.Empty.ServesLike([]));
        Assert.True(WorkerMemo.Empty.ServesLike([WorkerMemo.Empty, Memo(isServed: false, 80)]));
    }

    [Fact]
    public void It_has_to_serve_what_all_elders_serve()
    {
        Assert.False(WorkerMemo.Empty.ServesLike([Memo(true, 80)]));
        Assert.False(Memo(false, 80).ServesLike([Memo(true, 80)]));
        Assert.False(Memo(true, 81).ServesLike([Memo(true, 80)]));
        Assert.True(Memo(true, 80).ServesLike([Memo(true, 80, 9000), Memo(true, 80)]));
        Assert.False(Memo(true, 80).ServesLike([Memo(true, 80, 443), Memo(true, 80, 443)]));
    }

    [Fact]
    public void The_word_that_a_server_listens_names_the_port_that_port_0_became()
    {
        var asked = new ListenQuery(null, 0, "4", -1, 0) { Key = "null:0:4:undefined:0" };
        var memo = WorkerMemo.Empty.With(new WorkerListen(asked, new SocketName("IPv6", "::", 4711), HandoffMode.SharedSocket, IsServed: false));

        Assert.False(memo.AfterListening(asked with { Port = 4712 }).Listens[0].IsServed);
        Assert.True(memo.AfterListening(asked with { Port = 4711 }).Listens[0].IsServed);
        Assert.Empty(memo.Without(asked.Key).Listens);
    }

    private static WorkerMemo Memo(bool isServed, params int[] ports) => ports.Aggregate(WorkerMemo.Empty, (memo, port) => memo.With(
        new WorkerListen(new ListenQuery(null, port, "4", -1, 0) { Key = $"null:{port}" }, new SocketName("IPv6", "::", port), HandoffMode.SharedSocket, isServed)));
}
