using System.Reflection;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Rollouts;
using static ActorPm.Core.Catalog.CatalogEvent;

namespace ActorPm.Core.Tests.Catalog;

public sealed class AppCatalogTests
{
    private static readonly AppName _web = AppName.Parse("web");
    private static readonly AppCatalog _one = AppCatalog.Empty.Apply(new AppAdded(Specs.App(), Specs.Slots(2)));

    [Fact]
    public void An_added_app_uses_up_its_ids_and_serials()
    {
        Assert.Equal((2, 3L), (_one.NextPmId, _one.NextSerial));
        Assert.Equal(Specs.Slots(2).AsEnumerable(), _one.Find(_web)!.Slots);
    }

    [Fact]
    public void Slots_stand_by_ordinal_whatever_order_they_came_in()
    {
        var gap = _one.Apply(new InstancesRemoved(_web, [1]));

        var filled = gap.Apply(new InstancesAdded(_web, [new Slot(0, 2, 3, DesiredState.Running)]));

        Assert.Equal([0, 1], filled.Find(_web)!.Slots.Select(slot => slot.Ordinal));
    }

    [Fact]
    public void A_wish_changes_the_named_slots_alone()
    {
        var stopped = _one.Apply(new InstancesStopped(_web, [2]));

        Assert.Equal([DesiredState.Running, DesiredState.Stopped], stopped.Find(_web)!.Slots.Select(slot => slot.Wish));
        Assert.Equal(_one.Find(_web), stopped.Apply(new InstancesStarted(_web, [2])).Find(_web));
    }

    [Fact]
    public void A_changed_spec_keeps_the_slots()
    {
        var changed = _one.Apply(new SpecChanged(Specs.App(@namespace: "shop")));

        Assert.Equal("shop", changed.Find(_web)!.Spec.Namespace);
        Assert.Equal(_one.Find(_web)!.Slots.AsEnumerable(), changed.Find(_web)!.Slots);
    }

    [Fact]
    public void Ids_begin_again_when_the_list_has_become_empty_and_serials_never()
    {
        var empty = _one.Apply(new AppRemoved(_web));

        Assert.Equal((0, 3L), (empty.NextPmId, empty.NextSerial));
    }

    [Fact]
    public void Ids_go_on_while_an_app_is_left()
    {
        var two = _one.Apply(new AppAdded(Specs.App("api"), Specs.Slots(1, 2, 3)));

        Assert.Equal(3, two.Apply(new AppRemoved(AppName.Parse("api"))).NextPmId);
    }

    [Fact]
    public void An_event_about_an_app_that_is_not_there_changes_nothing()
    {
        CatalogEvent[] events =
        [
            new SpecChanged(Specs.App()), new InstancesRemoved(_web, [1]), new InstancesStarted(_web, [1]), new InstancesStopped(_web, [1]), new AppRemoved(_web),
        ];

        Assert.All(events, happened => Assert.Empty(AppCatalog.Empty.Apply(happened).Apps));
    }

    [Fact]
    public void Serials_of_an_app_that_is_not_there_are_used_up_all_the_same()
    {
        Assert.Equal(9, AppCatalog.Empty.Apply(new InstancesAdded(_web, Specs.Slots(1, 0, 8))).NextSerial);
    }

    [Fact]
    public void Every_event_is_known()
    {
        CatalogEvent[] events =
        [
            new AppAdded(Specs.App(), Specs.Slots(1)), new SpecChanged(Specs.App()), new AppRenamed(_web, AppName.Parse("site")), new InstancesAdded(_web, []), new InstancesRemoved(_web, []),
            new InstancesStarted(_web, []), new InstancesStopped(_web, []), new AppRemoved(_web), new RolloutBegan(Specs.App(), []), new SlotReplaced(_web, new Replacement(1, 3)),
            new RolloutPaused(_web), new RolloutResumed(_web), new RolloutTurned(_web, []), new RolloutPromoted(_web), new RolloutAbandoned(_web),
        ];
        var cases = typeof(CatalogEvent).GetNestedTypes(BindingFlags.Public).Where(type => type.IsSubclassOf(typeof(CatalogEvent)));

        Assert.Equal(cases.ToHashSet(), events.Select(happened => happened.GetType()).ToHashSet());
        Assert.All(events, happened => Assert.NotNull(AppCatalog.Empty.Apply(happened)));
    }
}
