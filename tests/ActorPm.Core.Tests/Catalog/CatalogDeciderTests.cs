using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Dependencies;
using static ActorPm.Core.Catalog.CatalogEvent;

namespace ActorPm.Core.Tests.Catalog;

public sealed class CatalogDeciderTests
{
    private static readonly AppName _web = AppName.Parse("web");
    private static readonly AppName _api = AppName.Parse("api");
    private static readonly AppCatalog _none = AppCatalog.Empty;
    private static readonly AppCatalog _two = _none.Apply(new AppAdded(Specs.App(), Specs.Slots(1)));
    private static readonly AppCatalog _list = _two.Apply(new AppAdded(Specs.App("api", instances: 3), Specs.Slots(3, 1, 2)));

    [Fact]
    public void Apps_that_would_wait_for_each_other_are_refused_whoever_closes_the_circle()
    {
        var needed = Specs.App() with { DependsOn = [new(AppName.Parse("api"), DependencyCondition.Started)] };
        var list = _none.Apply(new AppAdded(needed, Specs.Slots(1))).Apply(new AppAdded(Specs.App("db"), Specs.Slots(1, 1, 2)));

        var added = Refused(list, new CatalogCommand.Start([New(Specs.App("api") with { DependsOn = [new(AppName.Parse("web"), DependencyCondition.Ready)] })], []));
        var changed = Refused(
            list.Apply(new AppAdded(Specs.App("api") with { DependsOn = [new(AppName.Parse("db"), DependencyCondition.Ready)] }, Specs.Slots(1, 2, 3))),
            new CatalogCommand.Restart(["db"], Changes() with { DependsOn = ["web"] }));

        Assert.Equal("None of these would ever start, since each waits for the next: api → web → api; take one out (depends_on).", added.Message);
        Assert.Contains("db → web → api → db", changed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_app_file_that_is_started_again_restarts_its_app_as_it_is_written_now_with_the_instances_it_has()
    {
        var catalog = AppCatalog.Empty.Apply(new CatalogEvent.AppAdded(Specs.App("web"), [new Slot(0, 0, 1, DesiredState.Running)]));
        var changed = Specs.App("web") with { Script = "/srv/other", Instances = 5 };

        var decision = CatalogDecider.Decide(catalog, new CatalogCommand.Start([new StartItem.New(changed, WhenRunning.Restart)], []));

        var accepted = Assert.IsType<CatalogDecision.Accepted>(decision);
        Assert.Equal(new CatalogEvent.SpecChanged(changed with { Instances = 1 }), Assert.Single(accepted.Events));
        Assert.Equal(InstructionKind.Restart, Assert.Single(accepted.Instructions).Kind);
    }

    [Theory]
    [InlineData(5, "web Restart 1,2,3;web Start 4,5")]
    [InlineData(1, "web Remove 2,3;web Restart 1")]
    public void An_app_file_that_counts_instances_is_followed(int count, string told)
    {
        var catalog = _none.Apply(new AppAdded(Specs.App(instances: 3, counting: InstanceCounting.Counted), Specs.Slots(3)));
        var command = Start(New(Specs.App(instances: count, counting: InstanceCounting.Counted), WhenRunning.Restart));

        var (_, instructions) = Accepted(catalog, command);

        Assert.Equal(told, string.Join(';', instructions.Select(tell => $"{tell.App} {tell.Kind} {string.Join(',', tell.Serials)}")));
        var entry = Carried(catalog, command).Find(_web)!;
        Assert.Equal((count, count), (entry.Spec.Instances, entry.Slots.Length));
    }

    [Fact]
    public void A_count_that_an_app_file_no_longer_gives_is_one()
    {
        var catalog = _none.Apply(new AppAdded(Specs.App(instances: 3, counting: InstanceCounting.Counted), Specs.Slots(3)));

        Assert.Single(Carried(catalog, Start(New(Specs.App(), WhenRunning.Restart))).Find(_web)!.Slots);
    }

    [Fact]
    public void An_app_that_does_not_start_by_itself_is_added_as_stopped()
    {
        var command = Start(New(Specs.App() with { Autostart = false }));

        AssertTells(Accepted(_none, command).Instructions, (_web, InstructionKind.Stop, [1]));
        Assert.Equal(DesiredState.Stopped, Assert.Single(Carried(_none, command).Find(_web)!.Slots).Wish);
    }

    [Fact]
    public void A_restart_with_another_name_renames_and_keeps_ids()
    {
        var command = new CatalogCommand.Restart(["web"], Changes() with { Name = "site", MaxRestarts = 3 });

        var instruction = Assert.Single(Accepted(_list, command).Instructions);
        Assert.Equal(("site", "web", InstructionKind.Restart), (instruction.App.Value, instruction.RenamedFrom!.Value.Value, instruction.Kind));
        var list = Carried(_list, command);
        Assert.Null(list.Find(_web));
        Assert.Equal(3, list.Find(AppName.Parse("site"))!.Spec.Restart.MaxFailedStarts);
        Assert.Equal(_list.Find(_web)!.Slots.AsEnumerable(), list.Find(AppName.Parse("site"))!.Slots);
    }

    [Fact]
    public void A_restart_cannot_take_the_name_of_another_app()
    {
        Assert.Equal(ControlErrorCode.NameTaken, Refused(_list, new CatalogCommand.Restart(["web"], Changes() with { Name = "api" })).Code);
    }

    [Fact]
    public void A_stop_ends_the_watch_and_a_restart_turns_it_on_or_off()
    {
        var watched = _none.Apply(new AppAdded(Specs.App() with { Watch = WatchSettings.Off with { Enabled = true } }, Specs.Slots(1)));

        var stopped = Carried(watched, new CatalogCommand.Stop(["web"]));
        Assert.False(stopped.Find(_web)!.Spec.Watch.Enabled);
        var toggled = Carried(stopped, new CatalogCommand.Restart(["web"], Changes() with { ToggleWatch = true }));
        Assert.True(toggled.Find(_web)!.Spec.Watch.Enabled);
    }

    [Fact]
    public void A_new_app_is_added_and_started()
    {
        var (events, instructions) = Accepted(_none, Start(New(Specs.App(instances: 2))));

        Assert.Equal(Specs.Slots(2).AsEnumerable(), Assert.IsType<AppAdded>(Assert.Single(events)).Slots);
        AssertTells(instructions, (_web, InstructionKind.Start, [1, 2]));
    }

    [Fact]
    public void Ids_and_serials_count_up_over_the_apps_of_one_command()
    {
        var after = Carried(_none, Start(New(Specs.App("b", instances: 2)), New(Specs.App("a"))));

        Assert.Equal([0, 1], after.Find(AppName.Parse("b"))!.Slots.Select(slot => slot.PmId));
        Assert.Equal([2], after.Find(AppName.Parse("a"))!.Slots.Select(slot => slot.PmId));
        Assert.Equal(4, after.NextSerial);
    }

    [Fact]
    public void Starting_several_apps_is_all_or_nothing()
    {
        var error = Refused(_list, Start(New(Specs.App("new")), New(Specs.App("web", script: "/other"))));

        Assert.Equal(ControlErrorCode.NameTaken, error.Code);
    }

    [Fact]
    public void The_same_script_that_runs_already_is_refused()
    {
        Assert.Equal(ControlErrorCode.AlreadyRunning, Refused(_list, Start(New(Specs.App()))).Code);
    }

    [Fact]
    public void The_same_script_twice_in_one_command_is_refused()
    {
        Assert.Equal(ControlErrorCode.AlreadyRunning, Refused(_none, Start(New(Specs.App()), New(Specs.App()))).Code);
    }

    [Fact]
    public void The_same_script_that_runs_already_gets_instances_more_when_forced()
    {
        var (events, instructions) = Accepted(_list, Start(New(Specs.App(instances: 2), WhenRunning.AddInstances)));

        Assert.Equal([1, 2], Assert.IsType<InstancesAdded>(events[0]).Slots.Select(slot => slot.Ordinal));
        Assert.Equal(3, Assert.IsType<SpecChanged>(events[1]).Spec.Instances);
        AssertTells(instructions, (_web, InstructionKind.Start, [5, 6]));
    }

    [Fact]
    public void The_same_script_that_was_stopped_is_started_from_the_newest_options_with_the_old_number_of_instances()
    {
        var stopped = Carried(_list, new CatalogCommand.Stop(["api"]));

        var (events, instructions) = Accepted(stopped, Start(New(Specs.App("api", instances: 1, arguments: ["new"]))));

        var spec = Assert.IsType<SpecChanged>(events[0]).Spec;
        Assert.Equal((3, "new"), (spec.Instances, spec.Arguments[0]));
        Assert.Equal([2, 3, 4], Assert.IsType<InstancesStarted>(events[1]).Serials.AsEnumerable());
        AssertTells(instructions, (_api, InstructionKind.Start, [2, 3, 4]));
    }

    [Fact]
    public void The_same_script_that_gave_up_is_started_although_its_wish_is_to_run()
    {
        var (events, instructions) = Accepted(_list, new CatalogCommand.Start([New(Specs.App())], [1]));

        Assert.Empty(events);
        AssertTells(instructions, (_web, InstructionKind.Start, [1]));
    }

    [Fact]
    public void The_same_script_of_which_one_instance_runs_is_refused()
    {
        var partly = Carried(_list, new CatalogCommand.Stop(["1", "2"]));

        Assert.Equal(ControlErrorCode.AlreadyRunning, Refused(partly, Start(New(Specs.App("api")))).Code);
    }

    [Fact]
    public void Another_script_cannot_take_a_name()
    {
        var stopped = Carried(_list, new CatalogCommand.Stop(["all"]));

        Assert.Equal(ControlErrorCode.NameTaken, Refused(stopped, Start(New(Specs.App(script: "/other")))).Code);
    }

    [Fact]
    public void Starting_an_app_on_the_list_restarts_what_the_target_selects()
    {
        var (events, instructions) = Accepted(_list, Start(new StartItem.Existing("2", null)));

        Assert.Empty(events);
        AssertTells(instructions, (_api, InstructionKind.Restart, [3]));
    }

    [Fact]
    public void A_stop_changes_the_wishes_of_what_is_wished_to_run()
    {
        var first = Carried(_list, new CatalogCommand.Stop(["1"]));

        var (events, instructions) = Accepted(first, new CatalogCommand.Stop(["api"]));

        Assert.Equal([3, 4], Assert.IsType<InstancesStopped>(Assert.Single(events)).Serials.AsEnumerable());
        AssertTells(instructions, (_api, InstructionKind.Stop, [2, 3, 4]));
    }

    [Fact]
    public void A_stop_of_what_is_stopped_already_journals_nothing()
    {
        var stopped = Carried(_list, new CatalogCommand.Stop(["all"]));

        var (events, instructions) = Accepted(stopped, new CatalogCommand.Stop(["web", "web"]));

        Assert.Empty(events);
        Assert.Equal(2, instructions.Length);
    }

    [Fact]
    public void A_restart_wishes_what_was_stopped_to_run_again()
    {
        var stopped = Carried(_list, new CatalogCommand.Stop(["2"]));

        var (events, instructions) = Accepted(stopped, new CatalogCommand.Restart(["api"], null));

        Assert.Equal([3], Assert.IsType<InstancesStarted>(Assert.Single(events)).Serials.AsEnumerable());
        AssertTells(instructions, (_api, InstructionKind.Restart, [2, 3, 4]));
    }

    [Fact]
    public void A_restart_with_options_changes_the_spec_first()
    {
        var (events, _) = Accepted(_list, new CatalogCommand.Restart(["web"], Changes() with { Namespace = "shop" }));

        Assert.Equal("shop", Assert.IsType<SpecChanged>(Assert.Single(events)).Spec.Namespace);
    }

    [Fact]
    public void A_restart_with_a_bad_option_is_refused_whole()
    {
        var error = Refused(_list, new CatalogCommand.Restart(["all"], Changes() with { KillSignal = "SIGNOTHING", MaxRestarts = -1 }));

        Assert.Equal(ControlErrorCode.InvalidRequest, error.Code);
        Assert.Contains("SIGNOTHING", error.Message);
        Assert.Contains("--max-restarts", error.Message);
    }

    [Fact]
    public void Deleting_all_instances_of_an_app_removes_it()
    {
        var (events, instructions) = Accepted(_list, new CatalogCommand.Delete(["api"]));

        Assert.Equal(new AppRemoved(_api), Assert.Single(events));
        AssertTells(instructions, (_api, InstructionKind.Remove, [2, 3, 4]));
    }

    [Fact]
    public void Deleting_some_instances_keeps_the_others()
    {
        var (events, instructions) = Accepted(_list, new CatalogCommand.Delete(["2"]));

        Assert.Equal([3], Assert.IsType<InstancesRemoved>(events[0]).Serials.AsEnumerable());
        Assert.Equal(2, Assert.IsType<SpecChanged>(events[1]).Spec.Instances);
        AssertTells(instructions, (_api, InstructionKind.Remove, [3]));
    }

    [Fact]
    public void Deleting_one_instance_after_the_other_removes_the_app_with_the_last()
    {
        var after = Carried(_list, new CatalogCommand.Delete(["1", "2", "3"]));

        Assert.Null(after.Find(_api));
        Assert.NotNull(after.Find(_web));
    }

    [Fact]
    public void Deleting_an_app_twice_in_one_command_is_refused_whole()
    {
        Assert.Equal(ControlErrorCode.NotFound, Refused(_list, new CatalogCommand.Delete(["web", "web"])).Code);
    }

    [Fact]
    public void Ids_begin_again_at_0_when_the_list_was_emptied_and_serials_go_on()
    {
        var emptied = Carried(_list, new CatalogCommand.Delete(["all"]));

        var slot = Assert.Single(Carried(emptied, Start(New(Specs.App()))).Find(_web)!.Slots);

        Assert.Equal((0, 5L), (slot.PmId, slot.Serial));
    }

    [Fact]
    public void A_reset_tells_and_journals_nothing()
    {
        var (events, instructions) = Accepted(_list, new CatalogCommand.Reset(["api", "0"]));

        Assert.Empty(events);
        AssertTells(instructions, (_api, InstructionKind.ResetCounters, [2, 3, 4]), (_web, InstructionKind.ResetCounters, [1]));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("+1", 4)]
    [InlineData("-2", 1)]
    [InlineData("1", 1)]
    public void Scaling_is_to_a_number_or_by_one(string count, int wanted)
    {
        var entry = Carried(_list, new CatalogCommand.Scale("api", count)).Find(_api)!;

        Assert.Equal(wanted, entry.Slots.Length);
        Assert.Equal(wanted, entry.Spec.Instances);
    }

    [Fact]
    public void Scaling_up_fills_the_smallest_free_ordinals()
    {
        var gap = Carried(_list, new CatalogCommand.Delete(["1", "2"]));

        var slots = Carried(gap, new CatalogCommand.Scale("api", "4")).Find(_api)!.Slots;

        Assert.Equal([0, 1, 2, 3], slots.Select(slot => slot.Ordinal));
        Assert.Equal([5, 6, 4, 7], slots.Select(slot => slot.Serial));
    }

    [Fact]
    public void Scaling_down_takes_the_highest_ordinals()
    {
        var (events, instructions) = Accepted(_list, new CatalogCommand.Scale("api", "1"));

        Assert.Equal([3, 4], Assert.IsType<InstancesRemoved>(events[0]).Serials.AsEnumerable());
        AssertTells(instructions, (_api, InstructionKind.Remove, [3, 4]));
    }

    [Theory]
    [InlineData("api", "3", ControlErrorCode.NothingToDo)]
    [InlineData("api", "+0", ControlErrorCode.NothingToDo)]
    [InlineData("api", "0", ControlErrorCode.InvalidRequest)]
    [InlineData("api", "-3", ControlErrorCode.InvalidRequest)]
    [InlineData("api", "10001", ControlErrorCode.InvalidRequest)]
    [InlineData("api", "+2147483647", ControlErrorCode.InvalidRequest)]
    [InlineData("api", "many", ControlErrorCode.InvalidRequest)]
    [InlineData("api", "", ControlErrorCode.InvalidRequest)]
    [InlineData("nothing", "2", ControlErrorCode.NotFound)]
    [InlineData("all", "2", ControlErrorCode.NotFound)]
    [InlineData("", "2", ControlErrorCode.NotFound)]
    public void Scaling_that_makes_no_sense_is_refused(string target, string count, ControlErrorCode code)
    {
        Assert.Equal(code, Refused(_list, new CatalogCommand.Scale(target, count)).Code);
    }

    [Theory]
    [InlineData("nothing", ControlErrorCode.NotFound)]
    [InlineData("", ControlErrorCode.InvalidRequest)]
    [InlineData("/(/", ControlErrorCode.InvalidRequest)]
    public void A_target_that_selects_nothing_refuses_the_whole_command(string target, ControlErrorCode code)
    {
        CatalogCommand[] commands =
        [
            new CatalogCommand.Stop(["web", target]), new CatalogCommand.Restart(["web", target], null), new CatalogCommand.Delete(["web", target]),
            new CatalogCommand.Reset(["web", target]), Start(New(Specs.App("new")), new StartItem.Existing(target, null)),
        ];

        Assert.All(commands, command => Assert.Equal(code, Refused(_list, command).Code));
    }

    [Fact]
    public void All_of_an_empty_list_is_not_found()
    {
        Assert.Contains("the list is empty", Refused(_none, new CatalogCommand.Stop(["all"])).Message);
    }

    private static StartItem New(AppSpec spec, WhenRunning again = WhenRunning.Refuse) => new StartItem.New(spec, again);

    private static CatalogCommand Start(params StartItem[] items) => new CatalogCommand.Start([.. items], []);

    private static AppRequest Changes() => new() { Target = "", CallerDirectory = "/srv", CallerEnvironment = ImmutableDictionary<string, string>.Empty };

    private static (ImmutableArray<CatalogEvent> Events, ImmutableArray<AppInstruction> Instructions) Accepted(AppCatalog catalog, CatalogCommand command)
    {
        var accepted = Assert.IsType<CatalogDecision.Accepted>(CatalogDecider.Decide(catalog, command));
        return (accepted.Events, accepted.Instructions);
    }

    private static AppCatalog Carried(AppCatalog catalog, CatalogCommand command) =>
        Accepted(catalog, command).Events.Aggregate(catalog, (list, happened) => list.Apply(happened));

    private static ControlError Refused(AppCatalog catalog, CatalogCommand command) =>
        Assert.IsType<CatalogDecision.Refused>(CatalogDecider.Decide(catalog, command)).Error;

    private static void AssertTells(ImmutableArray<AppInstruction> instructions, params (AppName App, InstructionKind Kind, long[] Serials)[] expected) =>
        Assert.Equal(
            expected.Select(tell => $"{tell.App} {tell.Kind} {string.Join(',', tell.Serials)}"),
            instructions.Select(tell => $"{tell.App} {tell.Kind} {string.Join(',', tell.Serials)}"));
}
