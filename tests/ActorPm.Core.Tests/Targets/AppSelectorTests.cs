using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Core.Targets;

namespace ActorPm.Core.Tests.Targets;

public sealed class AppSelectorTests
{
    // Ids: api 0 and 1, web 2, "3" 3, worker 4.
    private static readonly AppCatalog _catalog = AppCatalog.Empty
        .Apply(new CatalogEvent.AppAdded(Specs.App("api", @namespace: "shop"), Specs.Slots(2, 0, 1)))
        .Apply(new CatalogEvent.AppAdded(Specs.App("web", @namespace: "shop"), Specs.Slots(1, 2, 3)))
        .Apply(new CatalogEvent.AppAdded(Specs.App("3"), Specs.Slots(1, 3, 4)))
        .Apply(new CatalogEvent.AppAdded(Specs.App("worker", @namespace: "4"), Specs.Slots(1, 4, 5)));

    [Theory]
    [InlineData("all", "3 api api web worker")]
    [InlineData("/w/", "web worker")]
    [InlineData("/^w.*r$/", "worker")]
    [InlineData("api", "api api")]
    [InlineData("shop", "api api web")]
    [InlineData("/srv/web/run", "web")]
    [InlineData("nothing", "")]
    [InlineData("/nothing/", "")]
    [InlineData("WEB", "")]
    public void A_target_selects_whole_apps(string target, string names)
    {
        Assert.Equal(names, string.Join(' ', Selected(target).SelectMany(app => app.Slots.Select(_ => app.Entry.Spec.Name.Value))));
    }

    [Theory]
    [InlineData("1", "api", 1)]
    [InlineData("2", "web", 2)]
    public void A_number_selects_one_instance_by_its_id(string target, string name, int pmId)
    {
        var app = Assert.Single(Selected(target));

        Assert.Equal(name, app.Entry.Spec.Name.Value);
        Assert.Equal(pmId, Assert.Single(app.Slots).PmId);
    }

    [Fact]
    public void A_number_is_a_name_before_it_is_an_id()
    {
        Assert.Equal("3", Assert.Single(Selected("3")).Entry.Spec.Name.Value);
    }

    [Fact]
    public void A_number_is_a_namespace_before_it_is_an_id()
    {
        Assert.Equal("worker", Assert.Single(Selected("4")).Entry.Spec.Name.Value);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("99")]
    [InlineData("1.0")]
    [InlineData("99999999999")]
    public void A_number_that_is_no_id_selects_nothing(string target)
    {
        Assert.Empty(Selected(target));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/(/")]
    [InlineData(@"/(a)\1/")]
    public void A_target_that_cannot_be_read_is_refused(string target)
    {
        Assert.False(AppSelector.TryParse(target, out _, out var problem));

        Assert.NotEmpty(problem);
    }

    [Fact]
    public void Two_slashes_are_a_word()
    {
        Assert.True(AppSelector.TryParse("//", out var selector, out _));

        Assert.IsType<AppSelector.Word>(selector);
    }

    [Fact]
    public void A_pattern_that_would_explode_ends_at_once()
    {
        var catalog = AppCatalog.Empty.Apply(new CatalogEvent.AppAdded(Specs.App(new string('a', AppName.MaxLength)), Specs.Slots(1)));
        Assert.True(AppSelector.TryParse("/^(a+)+$b/", out var selector, out _));

        Assert.Empty(selector.Select(catalog));
    }

    private static IReadOnlyList<SelectedApp> Selected(string target)
    {
        Assert.True(AppSelector.TryParse(target, out var selector, out _));
        return selector.Select(_catalog);
    }
}
