using System.Text.Json;
using System.Threading.Channels;
using ActorPm.Core.Events;

namespace ActorPm.Daemon.Events;

/// <summary>One reader's queue: at most 1,024 events and 4 MiB. What comes when it is full is dropped and counted.</summary>
internal sealed class Subscription(EventBus bus, TopicFilter filter) : IDisposable
{
    private const int MaxEvents = 1024;
    private const long MaxBytes = 4 * 1024 * 1024;

    private readonly Channel<BusEvent> _queue = Channel.CreateBounded<BusEvent>(new BoundedChannelOptions(MaxEvents) { SingleReader = true });
    private long _bytes;
    private long _dropped;

    /// <summary>What it wants.</summary>
    public TopicFilter Filter => filter;

    /// <summary>The next event, as soon as there is one; null when no more will come.</summary>
    public async ValueTask<BusEvent?> ReadAsync(CancellationToken cancellation)
    {
        if (!await _queue.Reader.WaitToReadAsync(cancellation))
        {
            return TakeDropped();
        }

        if (TakeDropped() is { } dropped)
        {
            return dropped;
        }

        _queue.Reader.TryRead(out var happened);
        Interlocked.Add(ref _bytes, -happened!.Json.Length);
        return happened;
    }

    /// <summary>Listens no more.</summary>
    public void Dispose() => bus.Remove(this);

    /// <summary>Queues an event if there is room.</summary>
    internal void Offer(BusEvent happened)
    {
        if (Interlocked.Add(ref _bytes, happened.Json.Length) > MaxBytes || !_queue.Writer.TryWrite(happened))
        {
            Interlocked.Add(ref _bytes, -happened.Json.Length);
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>No more events come.</summary>
    internal void Complete() => _queue.Writer.TryComplete();

    private BusEvent? TakeDropped() => Interlocked.Exchange(ref _dropped, 0) is > 0 and var count
        ? new BusEvent(
            bus.NextId(), BusTopics.Dropped, null, JsonSerializer.SerializeToUtf8Bytes(new DroppedBody(BusTopics.Dropped, count), BusJson.Default.DroppedBody))
        : null;
}
