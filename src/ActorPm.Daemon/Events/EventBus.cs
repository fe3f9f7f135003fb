using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ActorPm.Core.Events;

namespace ActorPm.Daemon.Events;

/// <summary>
/// Brings events to whoever listens at the moment. A publisher never waits: a reader that is too slow loses events and is told how many. An
/// event that nobody wants is not even written.
/// </summary>
internal sealed class EventBus : IDisposable
{
    private readonly Lock _gate = new();
    private ImmutableArray<Subscription> _subscriptions = [];
    private long _lastId;
    private readonly CancellationTokenSource _completed = new();
    private bool _isComplete;

    /// <summary>Cancelled when no more events come.</summary>
    public CancellationToken Completed => _completed.Token;

    /// <summary>The number of the next event, for those that readers make themselves.</summary>
    public long NextId() => Interlocked.Increment(ref _lastId);

    /// <summary>Whether anybody wants a topic.</summary>
    public bool Wants(string topic)
    {
        foreach (var subscription in _subscriptions)
        {
            if (subscription.Filter.Matches(topic))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Brings an event to all who want it.</summary>
    /// <param name="topic">Its topic.</param>
    /// <param name="source">The instance that it is about; null for the daemon.</param>
    /// <param name="body">Its body.</param>
    /// <param name="type">How that is written.</param>
    public void Publish<T>(string topic, EventSource? source, T body, JsonTypeInfo<T> type)
    {
        var subscriptions = _subscriptions;
        BusEvent? happened = null;
        foreach (var subscription in subscriptions)
        {
            if (subscription.Filter.Matches(topic))
            {
                happened ??= new BusEvent(NextId(), topic, source, JsonSerializer.SerializeToUtf8Bytes(body, type));
                subscription.Offer(happened);
            }
        }
    }

    /// <summary>Listens from now on, until the result is disposed or the bus is completed.</summary>
    public Subscription Subscribe(TopicFilter filter)
    {
        lock (_gate)
        {
            var subscription = new Subscription(this, filter);
            if (_isComplete)
            {
                subscription.Complete();
            }
            else
            {
                _subscriptions = _subscriptions.Add(subscription);
            }

            return subscription;
        }
    }

    /// <summary>No more events come: readers take what is there, and end.</summary>
    public void Complete()
    {
        lock (_gate)
        {
            foreach (var subscription in _subscriptions)
            {
                subscription.Complete();
            }

            _subscriptions = [];
            _isComplete = true;
        }

        _completed.Cancel();
    }

    /// <inheritdoc/>
    public void Dispose() => _completed.Dispose();

    /// <summary>Forgets a reader.</summary>
    internal void Remove(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions = _subscriptions.Remove(subscription);
        }
    }
}
