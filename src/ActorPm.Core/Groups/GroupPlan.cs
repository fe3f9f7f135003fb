using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;

namespace ActorPm.Core.Groups;

/// <summary>Whom the crash of an app concerns.</summary>
public static class GroupPlan
{
    /// <summary>The other apps that are restarted with it, or given up with it, in the order of the list.</summary>
    /// <param name="catalog">The list.</param>
    /// <param name="failed">The app that crashed.</param>
    public static ImmutableArray<AppName> Concerned(AppCatalog catalog, AppName failed)
    {
        if (catalog.Find(failed) is not { } entry || entry.Spec.Group.Strategy is GroupStrategy.OneForOne)
        {
            return [];
        }

        var place = PlaceOf(entry);
        return
        [
            .. Members(catalog, entry.Spec.Namespace)
                .Where(member => member.Spec.Name != failed && (entry.Spec.Group.Strategy is GroupStrategy.OneForAll || PlaceOf(member) > place))
                .Select(member => member.Spec.Name),
        ];
    }

    /// <summary>All apps of the namespace of an app, itself too, in the order of the list.</summary>
    public static ImmutableArray<AppName> All(AppCatalog catalog, AppName app) =>
        catalog.Find(app) is { } entry ? [.. Members(catalog, entry.Spec.Namespace).Select(member => member.Spec.Name)] : [];

    private static IEnumerable<CatalogEntry> Members(AppCatalog catalog, string group) =>
        catalog.Apps.Values.Where(entry => entry.Spec.Namespace == group).OrderBy(PlaceOf);

    private static int PlaceOf(CatalogEntry entry) => entry.Slots.Min(slot => slot.PmId);
}
