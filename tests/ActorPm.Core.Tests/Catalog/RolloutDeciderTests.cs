using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;
using ActorPm.Core.Rollouts;
using static ActorPm.Core.Catalog.CatalogEvent;

namespace ActorPm.Core.Tests.Catalog;

public sealed class RolloutDeciderTests
{
    private static readonly AppName _web = AppName.Parse("web");
    private static readonly AppSpec _old = Specs.App(instances: 2) with { Reload = ReloadSettings.Default with { Overlap = true } };
    private static readonly AppSpec _new = _old with { Script = "/srv/web/next" };
    private static readonly AppCatalog _list = AppCatalog.Empty.Apply(new AppAdded(_old, Specs.Slots(2)));

    [Fact]
    public void A_reload_keeps_the_spec_and_the_slots_until_it_is_proven()
    {
        var begun = Carried(_list, Reload);

        Assert.Equal((_old, RolloutPhase.Rolling), (Entry(begun).Spec, Entry(begun).Rollout!.Phase));
        Assert.Equal([new Replacement(1, 3), new Replacement(2, 4)], Entry(begun).Rollout!.Replacements.AsEnumerable());
        Assert.Equal([1L, 2L], Serials(begun));
        Assert.Equal(5, begun.NextSerial);
        Assert.Equal(InstructionKind.Reload, Told(_list, Reload).Single().Kind);
    }

    [Fact]
    public void Step_by_step_new_slots_take_the_ordinals_and_ids_of_the_old_ones_and_at_the_end_the_candidate_is_the_spec()
    {
        var half = Carried(Carried(_list, File(_new)), Step(new RolloutStep.Replaced(new(1, 3))));
        var slots = Entry(half).Slots;
        Assert.Equal([(0, 0, 3L, true), (1, 1, 2L, false)], slots.Select(slot => (slot.Ordinal, slot.PmId, slot.Serial, slot.IsCandidate)));
        Assert.Equal([_new, _old], slots.Select(Entry(half).SpecOf));

        var whole = Carried(Carried(half, Step(new RolloutStep.Replaced(new(2, 4)))), Step(new RolloutStep.Promoted()));
        Assert.Equal((_new, _old, null), (Entry(whole).Spec, Entry(whole).Previous, Entry(whole).Rollout));
        Assert.All(Entry(whole).Slots, slot => Assert.False(slot.IsCandidate));
    }

    [Fact]
    public void A_failure_after_some_were_replaced_sends_them_back_and_the_proven_spec_stays()
    {
        var half = Carried(Carried(_list, File(_new)), Step(new RolloutStep.Replaced(new(1, 3))));

        var turned = Carried(half, Step(new RolloutStep.Turned()));

        Assert.Equal((RolloutPhase.Returning, new Replacement(3, 5)), (Entry(turned).Rollout!.Phase, Entry(turned).Rollout!.Replacements.Single()));
        var back = Carried(Carried(turned, Step(new RolloutStep.Replaced(new(3, 5)))), Step(new RolloutStep.Abandoned()));
        Assert.Equal((_old, null), (Entry(back).Spec, Entry(back).Rollout));
        Assert.Equal([5L, 2L], Serials(back));
        Assert.All(Entry(back).Slots, slot => Assert.Equal(_old, Entry(back).SpecOf(slot)));
    }

    [Fact]
    public void A_failure_before_anything_was_replaced_or_with_the_same_spec_just_ends()
    {
        Assert.Null(Entry(Carried(Carried(_list, File(_new)), Step(new RolloutStep.Turned()))).Rollout);
        var half = Carried(Carried(_list, Reload), Step(new RolloutStep.Replaced(new(1, 3))));
        Assert.Null(Entry(Carried(half, Step(new RolloutStep.Turned()))).Rollout);
    }

    [Fact]
    public void A_paused_reload_goes_on_with_what_is_left_or_back()
    {
        var paused = Carried(Carried(Carried(_list, File(_new)), Step(new RolloutStep.Replaced(new(1, 3)))), Step(new RolloutStep.Paused()));

        Assert.Equal("waits: 1 of 2 instances are new; apm promote web or apm rollback web", RolloutText.Of(Entry(paused)));
        Assert.Null(RolloutText.Of(Entry(_list)));
        Assert.Equal(RolloutPhase.Rolling, Entry(Carried(paused, new CatalogCommand.Promote("web"))).Rollout!.Phase);
        Assert.Equal(RolloutPhase.Returning, Entry(Carried(paused, new CatalogCommand.Rollback("web", ReloadOptions.None))).Rollout!.Phase);
        Assert.Equal(ControlErrorCode.ReloadInProgress, Refused(paused, Reload));
        Assert.Equal(ControlErrorCode.ReloadInProgress, Refused(paused, new CatalogCommand.Scale("web", "5")));
        Assert.Equal(ControlErrorCode.ReloadInProgress, Refused(paused, new CatalogCommand.Restart(["web"], null)));
    }

    [Fact]
    public void A_stop_ends_a_reload_and_what_is_told_of_it_later_is_refused()
    {
        var stopped = Carried(Carried(_list, File(_new)), new CatalogCommand.Stop(["web"]));

        Assert.Equal((_old, null), (Entry(stopped).Spec, Entry(stopped).Rollout));
        Assert.Equal(ControlErrorCode.NothingToDo, Refused(stopped, Step(new RolloutStep.Replaced(new(1, 3)))));
    }

    [Fact]
    public void A_rollback_reloads_with_the_spec_before_the_newest_change()
    {
        var changed = _list.Apply(new SpecChanged(_new));

        var back = Carried(changed, new CatalogCommand.Rollback("web", ReloadOptions.None));

        Assert.Equal(_old, Entry(back).Rollout!.Candidate);
        Assert.Equal(ControlErrorCode.NothingToDo, Refused(_list, new CatalogCommand.Rollback("web", ReloadOptions.None)));
        Assert.Equal(ControlErrorCode.NothingToDo, Refused(_list, new CatalogCommand.Promote("web")));
        Assert.Equal(ControlErrorCode.NotFound, Refused(_list, new CatalogCommand.Promote("api")));
    }

    [Fact]
    public void More_instances_alone_are_no_other_release() =>
        Assert.Null(Entry(_list.Apply(new SpecChanged(_old with { Instances = 5 }))).Previous);

    [Fact]
    public void An_app_whose_processes_may_not_live_beside_each_other_is_restarted()
    {
        var alone = AppCatalog.Empty.Apply(new AppAdded(Specs.App(), Specs.Slots(1)));

        Assert.Equal(InstructionKind.Restart, Told(alone, Reload).Single().Kind);
    }

    [Fact]
    public void A_file_with_another_number_of_instances_scales_when_its_release_is_proven()
    {
        var list = AppCatalog.Empty.Apply(new AppAdded(_old with { Counting = InstanceCounting.Counted }, Specs.Slots(2)));
        var begun = Carried(list, File(_new with { Counting = InstanceCounting.Counted, Instances = 3 }));
        Assert.Equal(2, Entry(begun).Slots.Length);

        var half = Carried(Carried(begun, Step(new RolloutStep.Replaced(new(1, 3)))), Step(new RolloutStep.Replaced(new(2, 4))));

        Assert.Equal(3, Entry(Carried(half, Step(new RolloutStep.Promoted()))).Slots.Length);
    }

    private static CatalogCommand Reload => new CatalogCommand.Reload(["web"], null, ReloadOptions.None);

    private static CatalogCommand File(AppSpec spec) => new CatalogCommand.Start([new StartItem.New(spec, WhenRunning.Reload)], []);

    private static CatalogCommand Step(RolloutStep step) => new CatalogCommand.Advance(_web, step);

    private static CatalogEntry Entry(AppCatalog catalog) => catalog.Find(_web)!;

    private static IEnumerable<long> Serials(AppCatalog catalog) => Entry(catalog).Slots.Select(slot => slot.Serial);

    private static AppCatalog Carried(AppCatalog catalog, CatalogCommand command) =>
        Assert.IsType<CatalogDecision.Accepted>(CatalogDecider.Decide(catalog, command)).Events.Aggregate(catalog, (list, happened) => list.Apply(happened));

    private static IEnumerable<AppInstruction> Told(AppCatalog catalog, CatalogCommand command) =>
        Assert.IsType<CatalogDecision.Accepted>(CatalogDecider.Decide(catalog, command)).Instructions;

    private static ControlErrorCode Refused(AppCatalog catalog, CatalogCommand command) =>
        Assert.IsType<CatalogDecision.Refused>(CatalogDecider.Decide(catalog, command)).Error.Code;
}
