using Akka.Actor;
using ActorPm.Core.Catalog;
using ActorPm.Daemon.Metrics;

namespace ActorPm.Daemon.Catalog;

/// <summary>The newest process list, for readers that must not wait: the catalog actor publishes, anybody reads.</summary>
internal sealed class CatalogBoard
{
    private readonly Lock _gate = new();
    private volatile AppCatalog _current = AppCatalog.Empty;
    private volatile string? _journalTrouble;
    private readonly List<IActorRef> _subscribers = [];

    /// <summary>How long writing it took.</summary>
    public JournalTimes Times { get; } = new();

    /// <summary>The list as of the newest durable event.</summary>
    public AppCatalog Current => _current;

    /// <summary>
    /// Why the list could not be written or replayed the last time: until it is replayed no command can be taken, and one that waited for the next try would wait in vain. Null when all is well.
    /// </summary>
    public string? JournalTrouble
    {
        get => _journalTrouble;
        set => _journalTrouble = value;
    }

    /// <summary>Puts up a newer list.</summary>
    public void Publish(AppCatalog catalog)
    {
        _current = catalog;
        lock (_gate)
        {
            _subscribers.ForEach(subscriber => subscriber.Tell(CatalogProtocol.ListPublished.Instance, ActorRefs.NoSender));
        }
    }

    /// <summary>Tells an actor now, and from now on with each newer list, that there is one. Again after its restart changes nothing.</summary>
    public void Subscribe(IActorRef subscriber)
    {
        lock (_gate)
        {
            if (!_subscribers.Contains(subscriber))
            {
                _subscribers.Add(subscriber);
            }
        }

        subscriber.Tell(CatalogProtocol.ListPublished.Instance, ActorRefs.NoSender);
    }
}
