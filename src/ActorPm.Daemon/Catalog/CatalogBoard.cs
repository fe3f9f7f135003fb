using ActorPm.Core.Catalog;

namespace ActorPm.Daemon.Catalog;

/// <summary>The newest process list, for readers that must not wait: the catalog actor publishes, anybody reads.</summary>
internal sealed class CatalogBoard
{
    private volatile AppCatalog _current = AppCatalog.Empty;

    /// <summary>The list as of the newest durable event.</summary>
    public AppCatalog Current => _current;

    /// <summary>Puts up a newer list.</summary>
    public void Publish(AppCatalog catalog) => _current = catalog;
}
