using System.Collections.Immutable;
using ActorPm.Core.Catalog;
using ActorPm.Core.Control;

namespace ActorPm.Core.Tests.Catalog;

public sealed class StartPreviewTests
{
    [Fact]
    public void Each_app_is_added_changed_or_unchanged()
    {
        var same = Specs.App("same");
        var catalog = AppCatalog.Empty
            .Apply(new CatalogEvent.AppAdded(same, Specs.Slots(1)))
            .Apply(new CatalogEvent.AppAdded(Specs.App("other"), Specs.Slots(1, 1, 2)));
        var start = new CatalogCommand.Start(
            [.. new[] { Specs.App("new"), same, Specs.App("other", script: "/srv/moved") }.Select(spec => new StartItem.New(spec, WhenRunning.Restart))],
            ImmutableHashSet<long>.Empty);

        Assert.Null(StartPreview.Of(catalog, start, out var previews));
        Assert.Equal(
            [("new", PreviewKind.Added), ("same", PreviewKind.Unchanged), ("other", PreviewKind.Changed)],
            previews.Select(preview => (preview.Name, preview.Kind)));
        Assert.Equal(("script", "/srv/other/run", "/srv/moved"), previews[2].Fields.Select(field => (field.Name, field.Old!, field.New!)).Single());
    }

    [Fact]
    public void What_the_start_would_refuse_is_refused()
    {
        var catalog = AppCatalog.Empty.Apply(new CatalogEvent.AppAdded(Specs.App(), Specs.Slots(1)));
        var start = new CatalogCommand.Start([new StartItem.New(Specs.App(), WhenRunning.Refuse)], ImmutableHashSet<long>.Empty);

        Assert.Equal(ControlErrorCode.AlreadyRunning, StartPreview.Of(catalog, start, out var previews)!.Code);
        Assert.Empty(previews);
    }
}
