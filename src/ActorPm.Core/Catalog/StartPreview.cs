using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Control;

namespace ActorPm.Core.Catalog;

/// <summary>What a start would do to the list, decided as the start itself is; nothing is done.</summary>
public static class StartPreview
{
    /// <summary>The apps that the start names, in the order in which it would act on them; or why it would be refused.</summary>
    /// <param name="catalog">The list as it is.</param>
    /// <param name="start">The start.</param>
    /// <param name="previews">What would become of each app; empty when refused.</param>
    /// <returns>Null, or why the start would be refused.</returns>
    public static ControlError? Of(AppCatalog catalog, CatalogCommand.Start start, out ImmutableArray<AppPreview> previews)
    {
        previews = [];
        if (CatalogDecider.Decide(catalog, start) is not CatalogDecision.Accepted accepted)
        {
            return ((CatalogDecision.Refused)CatalogDecider.Decide(catalog, start)).Error;
        }

        var after = accepted.Events.Aggregate(catalog, (soFar, happened) => soFar.Apply(happened));
        previews =
        [
            .. accepted.Instructions.DistinctBy(instruction => instruction.App).Select(instruction => Of(
                catalog.Find(instruction.RenamedFrom ?? instruction.App), after.Find(instruction.App)!, instruction.RenamedFrom)),
        ];
        return null;
    }

    private static AppPreview Of(CatalogEntry? before, CatalogEntry after, AppName? renamedFrom)
    {
        var fields = SpecDifference.Between(before?.Spec, after.Spec);
        if (renamedFrom is { } name)
        {
            fields = fields.Insert(0, new FieldChange("name", name.Value, after.Spec.Name.Value));
        }

        var kind = before is null ? PreviewKind.Added : fields.IsEmpty ? PreviewKind.Unchanged : PreviewKind.Changed;
        return new AppPreview(after.Spec.Name.Value, kind, fields);
    }
}
