using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Groups;

namespace ActorPm.Core.Tests.Groups;

public sealed class GroupPlanTests
{
    private static readonly AppName _api = AppName.Parse("api");

    [Theory]
    [InlineData(GroupStrategy.OneForOne, "")]
    [InlineData(GroupStrategy.OneForAll, "db web mail")]
    [InlineData(GroupStrategy.RestForOne, "web mail")]
    public void The_strategy_of_the_app_that_crashed_says_who_goes_with_it(GroupStrategy strategy, string concerned) =>
        Assert.Equal(concerned, string.Join(' ', GroupPlan.Concerned(Shop(strategy), _api)));

    [Fact]
    public void All_of_a_namespace_are_its_apps_in_the_order_of_the_list() =>
        Assert.Equal("db api web mail", string.Join(' ', GroupPlan.All(Shop(GroupStrategy.OneForOne), _api)));

    [Fact]
    public void An_app_that_is_off_the_list_concerns_nobody()
    {
        Assert.Empty(GroupPlan.Concerned(AppCatalog.Empty, _api));
        Assert.Empty(GroupPlan.All(AppCatalog.Empty, _api));
    }

    [Fact]
    public void More_crashes_than_the_intensity_within_the_period_are_too_many()
    {
        var settings = new GroupSettings(GroupStrategy.OneForOne, 2, TimeSpan.FromSeconds(10));
        var window = GroupWindow.Empty;
        var outcomes = new List<bool>();
        foreach (var second in (double[])[0, 4, 10, 12, 13, 30])
        {
            (window, var isExceeded) = window.Add(Specs.Noon + TimeSpan.FromSeconds(second), settings);
            outcomes.Add(isExceeded);
        }

        // 0 has left the window at 10, 4 is in it at 12; after that it is counted anew.
        Assert.Equal([false, false, false, true, false, false], outcomes);
    }

    [Fact]
    public void Without_an_intensity_nothing_is_counted() =>
        Assert.Equal((GroupWindow.Empty, false), GroupWindow.Empty.Add(Specs.Noon, GroupSettings.None with { Strategy = GroupStrategy.OneForAll }));

    [Fact]
    public void With_intensity_0_the_first_is_too_many() =>
        Assert.True(GroupWindow.Empty.Add(Specs.Noon, GroupSettings.None with { Intensity = 0 }).IsExceeded);

    private static AppCatalog Shop(GroupStrategy strategy)
    {
        var pmId = 0;
        (string Name, string Namespace)[] apps = [("db", "shop"), ("other", "default"), ("api", "shop"), ("web", "shop"), ("mail", "shop")];
        return apps.Aggregate(AppCatalog.Empty, (list, app) => list.Apply(new CatalogEvent.AppAdded(
            Specs.App(app.Name, @namespace: app.Namespace) with { Group = GroupSettings.None with { Strategy = strategy } }, Specs.Slots(1, pmId++, pmId))));
    }
}
