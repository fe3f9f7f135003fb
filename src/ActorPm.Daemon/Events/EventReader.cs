using ActorPm.Core.Events;

namespace ActorPm.Daemon.Events;

/// <summary>Brings the events that one reader wants to it, one after the other: those of the bus, and the output of apps when it asked for that.</summary>
internal sealed class EventReader(EventBus bus, LogEvents logs)
{
    /// <summary>Reads until the bus is completed or the reader leaves.</summary>
    /// <param name="filter">Which topics it wants.</param>
    /// <param name="selects">Which instances it wants; events of the daemon itself come in any case.</param>
    /// <param name="send">Brings one event to it; called once at a time.</param>
    /// <param name="cancellation">It has left.</param>
    public async Task ReadAsync(TopicFilter filter, Func<EventSource, bool> selects, Func<BusEvent, Task> send, CancellationToken cancellation)
    {
        using var left = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var turn = new SemaphoreSlim(1, 1);
        using var subscription = bus.Subscribe(filter);
        var following = filter.WantsLogs ? logs.FollowAsync(filter, selects, SendAsync, left.Token) : Task.Delay(Timeout.Infinite, left.Token);
        try
        {
            await await Task.WhenAny(ReadBusAsync(), following);
        }
        finally
        {
            await left.CancelAsync();
            await Task.WhenAny(following);
        }

        async Task ReadBusAsync()
        {
            while (await subscription.ReadAsync(left.Token) is { } happened)
            {
                if (happened.Source is null || selects(happened.Source))
                {
                    await SendAsync(happened);
                }
            }
        }

        async Task SendAsync(BusEvent happened)
        {
            await turn.WaitAsync(left.Token);
            try
            {
                await send(happened);
            }
            finally
            {
                turn.Release();
            }
        }
    }
}
