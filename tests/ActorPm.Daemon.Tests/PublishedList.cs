using System.Collections.Immutable;
using ActorPm.Core.Apps;
using ActorPm.Core.Catalog;
using ActorPm.Daemon.Catalog;

namespace ActorPm.Daemon.Tests;

/// <summary>Lists as the catalog actor would publish them.</summary>
internal static class PublishedList
{
    /// <summary>Publishes a list of these apps, each with one slot whose serial is its place from 1.</summary>
    public static void Publish(this CatalogBoard board, DesiredState wish, params ReadOnlySpan<AppSpec> apps)
    {
        var catalog = AppCatalog.Empty;
        foreach (var app in apps)
        {
            catalog = catalog.Apply(new CatalogEvent.AppAdded(app, [new Slot(0, catalog.NextPmId, catalog.NextSerial, wish)]));
        }

        board.Publish(catalog);
    }
}
