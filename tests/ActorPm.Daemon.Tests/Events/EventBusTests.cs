using System.Text;
using ActorPm.Core.Events;
using ActorPm.Daemon.Events;

namespace ActorPm.Daemon.Tests.Events;

public sealed class EventBusTests
{
    private static readonly CancellationToken _limit = new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token;

    [Fact]
    public async Task Events_come_in_order_to_all_who_want_them_and_to_nobody_else()
    {
        using var bus = new EventBus();
        using var all = bus.Subscribe(TopicFilter.Default);
        using var logs = bus.Subscribe(TopicFilter.Parse("log:*"));

        Kill(bus, "one");
        Kill(bus, "two");
        bus.Complete();

        Assert.Equal(["""{"status":"killed","msg":"one"}""", """{"status":"killed","msg":"two"}"""], await AllAsync(all));
        Assert.Empty(await AllAsync(logs));
    }

    [Fact]
    public async Task A_slow_reader_loses_events_and_is_told_how_many()
    {
        using var bus = new EventBus();
        using var slow = bus.Subscribe(TopicFilter.Default);

        for (var i = 0; i < 1500; i++)
        {
            Kill(bus, "x");
        }

        var first = await slow.ReadAsync(_limit);
        Assert.Equal(("dropped", """{"type":"dropped","count":476}"""), (first!.Topic, Encoding.UTF8.GetString(first.Json.Span)));
        bus.Complete();
        Assert.Equal(1024, (await AllAsync(slow)).Count);
    }

    [Fact]
    public async Task Few_large_events_fill_a_queue_as_many_small_ones_do_and_reading_makes_room()
    {
        using var bus = new EventBus();
        using var slow = bus.Subscribe(TopicFilter.Default);
        var large = new string('x', 3 * 1024 * 1024);

        Kill(bus, large);
        Kill(bus, large);

        Assert.Equal("dropped", (await slow.ReadAsync(_limit))!.Topic);
        Assert.Equal(BusTopics.Kill, (await slow.ReadAsync(_limit))!.Topic);
        Kill(bus, large);
        Assert.Equal(BusTopics.Kill, (await slow.ReadAsync(_limit))!.Topic);
    }

    [Fact]
    public void Nobody_is_asked_to_write_what_nobody_wants()
    {
        using var bus = new EventBus();
        Assert.False(bus.Wants(BusTopics.Process));
        var reader = bus.Subscribe(TopicFilter.Parse("process:*"));
        Assert.True(bus.Wants(BusTopics.Process));
        Assert.False(bus.Wants(BusTopics.Kill));

        reader.Dispose();

        Assert.False(bus.Wants(BusTopics.Process));
    }

    [Fact]
    public async Task Who_comes_after_the_end_is_told_so_at_once()
    {
        using var bus = new EventBus();
        bus.Complete();

        using var late = bus.Subscribe(TopicFilter.Default);

        Assert.Null(await late.ReadAsync(_limit));
        Assert.True(bus.Completed.IsCancellationRequested);
    }

    private static void Kill(EventBus bus, string text) => bus.Publish(BusTopics.Kill, null, new KillBody("killed", text), BusJson.Default.KillBody);

    private static async Task<IReadOnlyList<string>> AllAsync(Subscription subscription)
    {
        var all = new List<string>();
        while (await subscription.ReadAsync(_limit) is { } happened)
        {
            all.Add(Encoding.UTF8.GetString(happened.Json.Span));
        }

        return all;
    }
}
