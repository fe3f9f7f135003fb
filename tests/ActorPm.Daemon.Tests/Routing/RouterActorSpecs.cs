using Akka.Actor;
using Akka.TestKit.Xunit2;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;
using ActorPm.Core.Routing;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Routing;

namespace ActorPm.Daemon.Tests.Routing;

public sealed class RouterActorSpecs : TestKit
{
    private static readonly AppName Web = AppName.Parse("web");
    private readonly FakePlane _plane = new();
    private readonly RouterBoard _board = new();
    private readonly IActorRef _routers;

    public RouterActorSpecs()
    {
        _routers = Sys.ActorOf(RoutersActor.Props(new RoutingContext((_, _) => _plane, _board, TimeProvider.System)));
    }

    [Fact]
    public void A_backend_that_fails_is_left_out_for_its_time_and_comes_back()
    {
        Serve(TimeSpan.FromMilliseconds(300));
        Report(0);
        Report(1);
        AwaitAssert(() => Assert.Equal(2, _plane.Backends.Ready.Length));

        _plane.Report!(1, 1, 5);

        AwaitAssert(() => Assert.Equal([2L], _plane.Backends.Ready.Select(backend => backend.Serial)));
        Assert.Equal(BackendState.Ejected, _plane.Backends.Find(1)!.State);
        Assert.NotNull(_plane.Backends.Find(1)!.EjectedUntil);
        var view = RouterViewBuilder.Of(_board.Find(Web)!);
        Assert.Equal(("ejected", "5 requests in a row have failed"), (view.Backends[0].State, view.Backends[0].Reason));
        AwaitAssert(() => Assert.Equal(2, _plane.Backends.Ready.Length));
    }

    [Fact]
    public void The_last_ready_backend_is_kept_and_an_ejected_one_comes_back_when_it_is_the_last()
    {
        Serve(TimeSpan.FromHours(1));
        Report(0);
        Report(1);
        AwaitAssert(() => Assert.NotNull(_plane.Report));
        _plane.Report!(1, 1, 5);
        _plane.Report!(2, 1, 5);
        AwaitAssert(() => Assert.Equal([2L], _plane.Backends.Ready.Select(backend => backend.Serial)));

        _routers.Tell(new RouterProtocol.Changed(Web, new InstanceReport(2, 1, 1, 1, 0, null, false, null)));

        AwaitAssert(() => Assert.Equal([1L], _plane.Backends.Ready.Select(backend => backend.Serial)));
    }

    [Fact]
    public void An_app_s_port_stays_open_while_the_cluster_wants_it_whether_it_runs_here_or_not()
    {
        _routers.Tell(new RouterProtocol.Reach(Web, Spec(TimeSpan.FromSeconds(1)), [new FarNode("b", 2), new FarNode("c", 1)]));
        AwaitAssert(() => Assert.Equal([("b", 2), ("c", 1)], _plane.Backends.All.Select(backend => (backend.Node!, backend.Weight))));
        var counters = _plane.Backends.All[0].Load;

        Serve(TimeSpan.FromSeconds(1));
        Report(0);
        AwaitAssert(() => Assert.Equal([1L], _plane.Backends.Near.Select(backend => backend.Serial)));
        Assert.Equal(["b", "b", "c"], _plane.Backends.Far.Select(backend => backend.Node));
        _routers.Tell(new RouterProtocol.Choose(Web, null, 0), TestActor);
        Assert.Equal(1, ExpectMsg<RouterProtocol.Chosen>().Backend!.Serial);

        // It leaves this node, and one of the others.
        _routers.Tell(new RouterProtocol.Gone(Web, 1));
        _routers.Tell(new RouterProtocol.Close(Web));
        _routers.Tell(new RouterProtocol.Reach(Web, Spec(TimeSpan.FromSeconds(1)), [new FarNode("b", 1)]));
        AwaitAssert(() => Assert.Equal([("b", 1)], _plane.Backends.All.Select(backend => (backend.Node!, backend.Weight))));
        Assert.Same(counters, _plane.Backends.All[0].Load);
        Assert.NotNull(_board.Find(Web));

        _routers.Tell(new RouterProtocol.Reach(Web, null, []));
        AwaitAssert(() => Assert.Null(_board.Find(Web)));
    }

    [Fact]
    public void An_app_that_the_cluster_gives_up_goes_on_as_this_node_s_own()
    {
        Serve(TimeSpan.FromSeconds(1));
        Report(0);
        _routers.Tell(new RouterProtocol.Reach(Web, Spec(TimeSpan.FromSeconds(1)), [new FarNode("b", 1)]));
        AwaitAssert(() => Assert.Equal(2, _plane.Backends.All.Length));

        _routers.Tell(new RouterProtocol.Reach(Web, null, []));

        AwaitAssert(() => Assert.Equal([1L], _plane.Backends.All.Select(backend => backend.Serial)));
        _routers.Tell(new RouterProtocol.Close(Web));
        AwaitAssert(() => Assert.Null(_board.Find(Web)));
    }

    [Fact]
    public void Waiting_makes_sense_until_all_instances_rest()
    {
        Serve(TimeSpan.FromSeconds(1));
        Report(0);
        AwaitAssert(() => Assert.Single(_plane.Backends.Ready));

        _routers.Tell(new RouterProtocol.Changed(Web, new InstanceReport(1, 1, 0, 0, 0, null, false, null)));
        AwaitAssert(() => Assert.Empty(_plane.Backends.All));
        Assert.True(_plane.Backends.IsExpecting);

        _routers.Tell(new RouterProtocol.Changed(Web, new InstanceReport(1, 1, 0, 0, 0, null, false, null) { ComesBack = false }));
        AwaitAssert(() => Assert.False(_plane.Backends.IsExpecting));
    }

    [Fact]
    public void An_instance_without_an_address_of_its_own_gets_no_requests()
    {
        Serve(TimeSpan.FromSeconds(1));

        _routers.Tell(new RouterProtocol.Changed(Web, new InstanceReport(1, 1, 0, 0, 77, null, true, null)));

        AwaitAssert(() => Assert.Contains("restart", Assert.Single(_plane.Backends.All).Reason, StringComparison.Ordinal));
        Assert.Empty(_plane.Backends.Ready);
    }

    [Fact]
    public void Whoever_asks_is_told_where_the_next_request_goes()
    {
        _routers.Tell(new RouterProtocol.Choose(Web, null, 0), TestActor);
        Assert.Null(ExpectMsg<RouterProtocol.Chosen>().Backend);
        Serve(TimeSpan.FromSeconds(1));
        Report(0);
        Report(1);

        var serials = new List<long>();
        for (var request = 0; request < 4; request++)
        {
            _routers.Tell(new RouterProtocol.Choose(Web, null, 0), TestActor);
            serials.Add(ExpectMsg<RouterProtocol.Chosen>().Backend!.Serial);
        }

        Assert.Equal([1, 2, 1, 2], serials);
    }

    private void Serve(TimeSpan ejectFor) => _routers.Tell(new RouterProtocol.Serve(Web, Spec(ejectFor)));

    private static AppSpec Spec(TimeSpan ejectFor) => Specs.App() with
    {
        Routing = RoutingSettings.None with { Plane = DataPlane.Proxy, Proxy = ProxySettings.Default with { EjectFor = ejectFor } },
    };

    private void Report(int ordinal) => _routers.Tell(new RouterProtocol.Changed(
        Web, new InstanceReport(ordinal + 1, 1, ordinal, ordinal, 100 + ordinal, new ListenAddress("127.0.0.1", 20_000 + ordinal, null, null), true, null)));

    private sealed class FakePlane : IDataPlane
    {
        private volatile BackendSet _backends = BackendSet.Empty;
        private volatile Action<long, int, int>? _report;

        public BackendSet Backends => _backends;

        public Action<long, int, int>? Report => _report;

        public PlaneTotals? Totals => null;

        public string? Apply(AppSpec spec) => null;

        public void Follow(BackendSet backends) => _backends = backends;

        public void ReportOutliers(Action<long, int, int> report) => _report = report;

        public Task<int?> DrainAsync(Backend backend, TimeSpan within, CancellationToken cancellation) => Task.FromResult<int?>(0);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
