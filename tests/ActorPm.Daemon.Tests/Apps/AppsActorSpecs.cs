using System.Collections.Immutable;
using Akka.Actor;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Instances;
using ActorPm.Daemon.Views;
using ActorPm.Processes;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Apps;

public sealed class AppsActorSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly AppCatalog _list = AppCatalog.Empty
        .Apply(new CatalogEvent.AppAdded(Specs.App(), Specs.Slots(1)))
        .Apply(new CatalogEvent.AppAdded(Specs.App("my app/2"), Specs.Slots(2, 1, 2)));

    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(5);

    private readonly FakeProcessLauncher _launcher = new(new FakeClock(Specs.Noon));
    private readonly InstanceBoard _board = new();
    private readonly List<Task> _replays = [];
    private readonly IActorRef _apps;

    public AppsActorSpecs(ITestOutputHelper output)
        : base(VirtualTime.Config, output: output)
    {
        var edge = new InstanceContext("/home/apm", _launcher, new NoPrograms(), new FakeClock(Specs.Noon), () => 0);
        _apps = Sys.ActorOf(AppsActor.Props(edge, _board, [], _replays.Add), "apps");
    }

    [Fact]
    public async Task A_replay_brings_up_the_list_and_says_what_to_wait_for()
    {
        _apps.Tell(new AppsProtocol.Replay(_list));
        await EventuallyAsync(() => Assert.Equal(3, _board.All.Count(facts => facts.State is InstanceState.Online)));

        await EventuallyAsync(() => Assert.Single(_replays));
        await _replays.Single();
        await SettledAsync("web", 1);
    }

    [Fact]
    public async Task A_replay_removes_apps_that_are_no_longer_on_the_list()
    {
        _apps.Tell(new AppsProtocol.Replay(_list));
        await EventuallyAsync(() => Assert.Equal(3, _launcher.Launched.Count));

        _apps.Tell(new AppsProtocol.Replay(_list.Apply(new CatalogEvent.AppRemoved(AppName.Parse("web")))));
        var web = _launcher.Launched.Single(process => process.Serial == 1);
        await EventuallyAsync(() => Assert.NotEmpty(web.Heard));
        web.Exit(0);

        await EventuallyAsync(() => Assert.Null(_board.Find(1)));
        Assert.Equal(2, _board.All.Count);
    }

    [Fact]
    public async Task The_first_replay_forgets_what_an_earlier_daemon_left_of_slots_that_are_on_no_list()
    {
        _launcher.Memories[9] = new SlotMemory(4, RestartHistory.StartingAt(Specs.Noon), null);
        _apps.Tell(new AppsProtocol.Replay(_list));
        await EventuallyAsync(() => Assert.Equal([9], _launcher.Forgotten));

        // Later ones do not: what is on no list by then is being ended by its app.
        _launcher.Memories[10] = _launcher.Memories[9];
        _apps.Tell(new AppsProtocol.Replay(_list));
        await EventuallyAsync(() => Assert.Equal(2, _replays.Count));
        Assert.Equal([9], _launcher.Forgotten);
    }

    [Fact]
    public async Task A_failed_app_actor_is_replayed_and_finds_its_processes_again()
    {
        _apps.Tell(new AppsProtocol.Replay(_list));
        await EventuallyAsync(() => Assert.Equal(3, _launcher.Launched.Count));
        await SettledAsync("web", 1);

        // A new slot makes it ask the launcher, which fails once.
        _launcher.Recalling = _ =>
        {
            _launcher.Recalling = _ => { };
            throw new InvalidOperationException("A bug.");
        };
        var grown = _list.Apply(new CatalogEvent.InstancesAdded(AppName.Parse("web"), [new Slot(1, 3, 4, DesiredState.Running)]));
        _apps.Tell(new AppsProtocol.Replay(grown));

        await EventuallyAsync(() => Assert.IsType<InstanceState.Online>(_board.Find(4)?.State));
        await SettledAsync("web", 1, 4);
        Assert.Equal(4, _launcher.Launched.Count);
        Assert.IsType<InstanceState.Online>(_board.Find(1)!.State);
    }

    [Fact]
    public async Task An_app_that_was_emptied_twice_disturbs_nobody()
    {
        var web = AppName.Parse("web");
        var empty = _list.Apply(new CatalogEvent.AppRemoved(web));
        _launcher.Memories[1] = new Processes.SlotMemory(1, Specs.History, new Processes.SlotConclusion(new ExitStatus.Code(0), null));
        _apps.Tell(new AppsProtocol.Replay(_list));
        await EventuallyAsync(() => Assert.Equal(2, _launcher.Launched.Count));
        Watch(_apps);

        for (var round = 0; round < 20; round++)
        {
            _apps.Tell(new AppsProtocol.Carry(empty, [new AppInstruction(web, InstructionKind.Remove, [1])]));
            _apps.Tell(new AppsProtocol.Carry(_list, [new AppInstruction(web, InstructionKind.Stop, [1])]));
        }

        _apps.Tell(new AppsProtocol.Emptied(AppName.Parse("nobody")));
        await SettledAsync("my app/2", 2, 3);

        Assert.Equal(2, _board.All.Count(facts => facts.State is InstanceState.Online));
    }

    [Fact]
    public async Task Shutting_down_is_over_when_no_process_lives_and_nothing_is_started_afterwards()
    {
        _launcher.Started = process => process.Signalling = _ => process.Exit(0);
        _apps.Tell(new AppsProtocol.Replay(_list));
        await EventuallyAsync(() => Assert.Equal(3, _board.All.Count(facts => facts.State is InstanceState.Online)));

        await _apps.Ask<AppsProtocol.Settled>(AppsProtocol.ShutDown.Instance, _limit);
        var more = _list.Apply(new CatalogEvent.AppAdded(Specs.App("late"), Specs.Slots(1, 3, 4)));
        _apps.Tell(new AppsProtocol.Carry(more, [new AppInstruction(AppName.Parse("late"), InstructionKind.Start, [4])]));
        await SettledAsync("late", 4);

        Assert.Equal(3, _launcher.Launched.Count);
        Assert.All(_board.All, facts => Assert.IsType<InstanceState.Stopped>(facts.State));
    }

    [Fact]
    public async Task Waiting_for_an_app_that_is_not_there_ends_at_once()
    {
        await SettledAsync("nobody", 1);

        Assert.Empty(_board.All);
    }

    private Task SettledAsync(string app, params long[] serials) =>
        _apps.Ask<AppsProtocol.Settled>(new AppsProtocol.Settle(AppName.Parse(app), [.. serials]), _limit);

    private Task EventuallyAsync(Action assertion) => AwaitAssertAsync(assertion, _limit, TimeSpan.FromMilliseconds(5));
}
