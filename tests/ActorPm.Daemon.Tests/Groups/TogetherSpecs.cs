using System.Collections.Immutable;
using Akka.Actor;
using Akka.TestKit;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Dependencies;
using ActorPm.Core.Groups;
using ActorPm.Core.Instances;
using ActorPm.Core.Restarts;
using ActorPm.Core.Tests;
using ActorPm.Daemon.Apps;
using ActorPm.Daemon.Catalog;
using ActorPm.Daemon.Dependencies;
using ActorPm.Daemon.Groups;
using ActorPm.Daemon.Instances;
using ActorPm.Daemon.Views;
using Xunit.Abstractions;

namespace ActorPm.Daemon.Tests.Groups;

/// <summary>Several apps under their parent, with the real gate of dependencies and the real actor of groups: serial 1 is db, 2 is api, 3 is web, 4 is alone.</summary>
public sealed class TogetherSpecs : Akka.TestKit.Xunit2.TestKit
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(20);

    private readonly FakeClock _clock = new(Specs.Noon);
    private readonly FakeProcessLauncher _launcher;
    private readonly InstanceBoard _board;
    private readonly CatalogBoard _list = new();
    private readonly IActorRef _apps;

    public TogetherSpecs(ITestOutputHelper output)
        : base(VirtualTime.Config, output: output)
    {
        _launcher = new FakeProcessLauncher(_clock) { Started = process => process.Signalling = _ => process.Exit(0) };
        var gate = new DependencyGate();
        _board = new InstanceBoard(gate.Changed);
        gate.Board = _board;
        var edge = new InstanceContext("/home/apm", _launcher, new NoPrograms(), _clock, () => 0)
        {
            Dependencies = gate, Groups = Sys.ActorOf(GroupsActor.Props(_list, _clock), "groups"),
        };
        _apps = Sys.ActorOf(AppsActor.Props(edge, _board, [], _ => { }), "apps");
    }

    [Fact]
    public async Task A_launch_waits_until_its_dependency_runs_and_says_so_meanwhile()
    {
        Bring(App("api", null, "db:started"), App("db"));
        await EventuallyAsync(() => Assert.Equal(["api", "db"], Online()));
        Assert.Equal(["db", "api"], Launched());
    }

    [Fact]
    public async Task What_waits_has_settled_and_tells_for_what()
    {
        Bring(App("api", null, "db:started"));
        await SettledAsync("api", 1);

        Assert.Equal("db to be started, which is not on the list", _board.Find(1)!.WaitsFor);
        Assert.IsType<InstanceState.Launching>(_board.Find(1)!.State);
        Assert.Empty(_launcher.Launched);
    }

    [Fact]
    public async Task A_stop_ends_the_waiting_and_a_start_begins_it_anew()
    {
        Bring(App("api", null, "db:started"));
        await SettledAsync("api", 1);

        Tell("api", InstructionKind.Stop, DesiredState.Stopped);
        await EventuallyAsync(() => Assert.IsType<InstanceState.Stopped>(_board.Find(1)!.State));
        Assert.Null(_board.Find(1)!.WaitsFor);
        Tell("api", InstructionKind.Start, DesiredState.Running);
        await EventuallyAsync(() => Assert.NotNull(_board.Find(1)!.WaitsFor));
        Assert.Empty(_launcher.Launched);
    }

    [Fact]
    public async Task A_new_spec_without_the_dependency_lets_it_go()
    {
        Bring(App("api", null, "db:started"));
        await SettledAsync("api", 1);

        _list.Publish(_list.Current.Apply(new CatalogEvent.SpecChanged(App("api"))));
        Tell("api", InstructionKind.Restart, DesiredState.Running);

        await EventuallyAsync(() => Assert.Equal(["api"], Online()));
    }

    [Fact]
    public async Task What_crashes_while_its_dependency_is_away_waits_for_it_again()
    {
        Bring(App("db"), App("api", null, "db:ready"));
        await EventuallyAsync(() => Assert.Equal(["api", "db"], Online()));
        Tell("db", InstructionKind.Stop, DesiredState.Stopped);
        await EventuallyAsync(() => Assert.IsType<InstanceState.Stopped>(_board.Find(1)!.State));

        Process("api").Exit(1);
        await EventuallyAsync(() => Assert.StartsWith("db to be ready; it is stopped", _board.Find(2)!.WaitsFor, StringComparison.Ordinal));
        Assert.Equal(2, _launcher.Launched.Count);

        Tell("db", InstructionKind.Start, DesiredState.Running);
        await EventuallyAsync(() => Assert.Equal(["api", "db"], Online()));
        Assert.Equal(["db", "api", "db", "api"], Launched());
    }

    [Fact]
    public async Task Completed_is_a_clean_end_of_what_runs_once()
    {
        var once = App("db") with { Restart = Specs.Restart(RestartMode.Never) };
        Bring(once, App("api", null, "db:completed"));
        await EventuallyAsync(() => Assert.Equal(["db"], Online()));

        Process("db").Exit(0);

        await EventuallyAsync(() => Assert.Equal(["api"], Online()));
    }

    [Theory]
    [InlineData(GroupStrategy.OneForOne, "")]
    [InlineData(GroupStrategy.OneForAll, "db web")]
    [InlineData(GroupStrategy.RestForOne, "web")]
    public async Task A_crash_restarts_those_that_the_strategy_says(GroupStrategy strategy, string others)
    {
        var group = GroupSettings.None with { Strategy = strategy };
        await BringAllAsync(group);
        var before = _launcher.Launched.ToList();

        Process("api").Exit(1);

        await EventuallyAsync(() => Assert.Equal(4 + 1 + others.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length, _launcher.Launched.Count));
        await EventuallyAsync(() => Assert.Equal(["alone", "api", "db", "web"], Online()));
        Assert.Equal(others, string.Join(' ', before.Where(process => process.Heard.Contains("SIGINT to the tree")).Select(NameOf).Order(StringComparer.Ordinal)));
    }

    [Fact]
    public async Task Who_is_given_up_takes_those_with_it_that_the_strategy_says()
    {
        await BringAllAsync(GroupSettings.None with { Strategy = GroupStrategy.RestForOne }, Specs.Restart(maxFailedStarts: 1));

        Process("api").Exit(1);

        await EventuallyAsync(() => Assert.Equal("api of its group was given up (rest_for_one).", (_board.Find(3)!.State as InstanceState.Errored)?.Reason));
        await EventuallyAsync(() => Assert.Equal(["alone", "db"], Online()));
        Assert.IsType<InstanceState.Errored>(_board.Find(2)!.State);
        Assert.Equal(4, _launcher.Launched.Count);
        Assert.Equal("api of its group was given up (rest_for_one).", _launcher.Memories[3].Conclusion?.GiveUpReason);

        // The user's word brings them back.
        Tell("web", InstructionKind.Start, DesiredState.Running);
        await EventuallyAsync(() => Assert.Equal(["alone", "db", "web"], Online()));
    }

    [Fact]
    public async Task Too_many_crashes_of_a_namespace_give_all_of_it_up()
    {
        await BringAllAsync(new GroupSettings(GroupStrategy.OneForOne, 1, TimeSpan.FromSeconds(10)));
        _clock.Advance(TimeSpan.FromSeconds(5));
        Process("api").Exit(1);
        await EventuallyAsync(() => Assert.Equal(5, _launcher.Launched.Count));
        await EventuallyAsync(() => Assert.Equal(["alone", "api", "db", "web"], Online()));
        Process("web").Exit(1);

        await EventuallyAsync(() => Assert.All([1L, 2, 3], serial => Assert.StartsWith(
            "The apps of the namespace shop crashed more than 1 times within 10 s", (_board.Find(serial)!.State as InstanceState.Errored)?.Reason, StringComparison.Ordinal)));
        Assert.Equal(["alone"], Online());
    }

    [Fact]
    public async Task At_the_end_whoever_depends_on_another_is_stopped_before_it()
    {
        Bring(App("db"), App("api", null, "db"), App("web", null, "api"));
        await EventuallyAsync(() => Assert.Equal(["api", "db", "web"], Online()));
        var ended = new List<string>();
        foreach (var process in _launcher.Launched)
        {
            process.Signalling = _ =>
            {
                ended.Add(NameOf(process));
                process.Exit(0);
            };
        }

        await _apps.Ask<AppsProtocol.Settled>(AppsProtocol.ShutDown.Instance, _limit);

        Assert.Equal(["web", "api", "db"], ended);
    }

    private async Task BringAllAsync(GroupSettings group, RestartSettings? restart = null)
    {
        Bring([.. ((string[])["db", "api", "web"]).Select(name => App(name, group) with { Restart = restart ?? RestartSettings.Default }), Specs.App("alone")]);
        await EventuallyAsync(() => Assert.Equal(["alone", "api", "db", "web"], Online()));
    }

    private static AppSpec App(string name, GroupSettings? group = null, params string[] dependsOn) => Specs.App(name, @namespace: "shop") with
    {
        Group = group ?? GroupSettings.None,
        DependsOn = [.. dependsOn.Select(text => AppDependency.TryParse(text, out var dependency, out var problem) ? dependency : throw new FormatException(problem))],
    };

    // The serial of an app is its place in the list, from 1.
    private void Bring(params AppSpec[] apps)
    {
        _list.Publish(apps.Index().Aggregate(AppCatalog.Empty, (list, app) => list.Apply(new CatalogEvent.AppAdded(app.Item, Specs.Slots(1, app.Index, app.Index + 1)))));
        _apps.Tell(new AppsProtocol.Replay(_list.Current));
    }

    private void Tell(string app, InstructionKind kind, DesiredState wish)
    {
        var entry = _list.Current.Find(AppName.Parse(app))!;
        var serial = entry.Slots[0].Serial;
        if (entry.Slots[0].Wish != wish)
        {
            _list.Publish(_list.Current.Apply(wish is DesiredState.Running
                ? new CatalogEvent.InstancesStarted(entry.Spec.Name, [serial])
                : new CatalogEvent.InstancesStopped(entry.Spec.Name, [serial])));
        }

        _apps.Tell(new AppsProtocol.Carry(_list.Current, [new AppInstruction(entry.Spec.Name, kind, [serial])]));
    }

    private FakeProcess Process(string app) => _launcher.Launched.Last(process => NameOf(process) == app);

    private IEnumerable<string> Launched() => _launcher.Launched.Select(NameOf);

    private string NameOf(FakeProcess process) => _list.Current.Apps.Values.Single(entry => entry.Slots[0].Serial == process.Serial).Spec.Name.Value;

    private IEnumerable<string> Online() => _board.All
        .Where(facts => facts.State is InstanceState.Online online && _launcher.Launched.Any(process => process.Pid == online.Pid))
        .Select(facts => facts.Spec.Name.Value).Order(StringComparer.Ordinal);

    private Task SettledAsync(string app, params long[] serials) =>
        _apps.Ask<AppsProtocol.Settled>(new AppsProtocol.Settle(AppName.Parse(app), [.. serials]), _limit);

    private Task EventuallyAsync(Action assertion) => AwaitAssertAsync(assertion, _limit, TimeSpan.FromMilliseconds(5));
}
