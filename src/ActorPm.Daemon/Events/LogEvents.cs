using System.Text;
using System.Text.Json;
using ActorPm.Core.Events;
using ActorPm.Core.Logs;
using ActorPm.Daemon.Logs;
using ActorPm.Daemon.Views;
using ActorPm.Processes.Output;

namespace ActorPm.Daemon.Events;

/// <summary>
/// The output of apps as events, for one reader that asked for it: read from the log files at the reader's own pace, so that neither an app nor
/// another reader ever waits, and nobody pays while nobody reads.
/// </summary>
internal sealed class LogEvents(EventBus bus, InstanceBoard board, ViewBuilder views, ILogFiles logs, TimeProvider clock)
{
    /// <summary>Follows what is written from now on, by instances that come later too.</summary>
    /// <param name="filter">Which outputs are wanted.</param>
    /// <param name="selects">Which instances are wanted.</param>
    /// <param name="send">Brings one event to the reader; called once at a time.</param>
    /// <param name="cancellation">The reader has left.</param>
    public async Task FollowAsync(TopicFilter filter, Func<EventSource, bool> selects, Func<BusEvent, Task> send, CancellationToken cancellation)
    {
        using var streamer = new LogStreamer((source, bytes) => send(EventOf(source, bytes)), logs, cancellation);
        // What is there already was written before anybody listened; of files that appear later everything is news.
        var old = Sources(filter, selects).ToHashSet();
        await streamer.FollowAllAsync(board, () => Sources(filter, selects), source =>
        {
            var reader = logs.Read(source.Path);
            if (old.Contains(source))
            {
                reader.Start(file => file.Length);
            }

            return reader;
        });
    }

    private List<LogSource> Sources(TopicFilter filter, Func<EventSource, bool> selects) =>
    [
        .. from view in views.Plain()
           where selects(new EventSource(view.PmId, view.Name, view.Namespace))
           from source in LogSource.Of(view)
           where filter.Matches(TopicOf(source.Stream))
           select source,
    ];

    private BusEvent EventOf(LogSource source, ReadOnlyMemory<byte> bytes)
    {
        var space = board.All.FirstOrDefault(facts => facts.Slot.PmId == source.PmId)?.Spec.Namespace ?? Core.Apps.AppSpec.DefaultNamespace;
        var process = new EventSource(source.PmId, source.Name, space);
        var body = new LogBody(process, Encoding.UTF8.GetString(bytes.Span), clock.GetUtcNow().ToUnixTimeMilliseconds());
        return new BusEvent(bus.NextId(), TopicOf(source.Stream), process, JsonSerializer.SerializeToUtf8Bytes(body, BusJson.Default.LogBody));
    }

    private static string TopicOf(LogStream stream) => stream is LogStream.Out ? BusTopics.Out : BusTopics.Error;
}
