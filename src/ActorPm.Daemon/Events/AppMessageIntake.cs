using System.Text.Json;
using ActorPm.Core.Events;
using ActorPm.Core.Messages;
using ActorPm.Daemon.Views;
using Serilog;

namespace ActorPm.Daemon.Events;

/// <summary>
/// Takes what apps say over their message channels: keeps what they tell of themselves, and brings the rest to the bus. May be called from any
/// thread; messages of one process one after the other.
/// </summary>
internal sealed class AppMessageIntake(EventBus bus, AxmBoard axm, InstanceBoard board, TimeProvider clock)
{
    /// <summary>Takes one line.</summary>
    /// <param name="serial">The slot whose process said it.</param>
    /// <param name="line">What it said: one JSON value in UTF-8.</param>
    /// <returns>What it means; null when it cannot be read.</returns>
    public AppMessage? Take(long serial, ReadOnlyMemory<byte> line)
    {
        if (!AppMessages.TryParse(line, out var message, out var problem))
        {
            Log.Debug("A message from slot {Serial} is left out: {Problem}", serial, problem);
            return null;
        }

        axm.Apply(serial, message);
        switch (message)
        {
            case AppMessage.Custom custom:
                Publish(serial, custom.Topic, custom.Data, null);
                break;
            case AppMessage.Ready ready:
                Publish(serial, BusTopics.Message, null, ready.Body);
                break;
            case AppMessage.Raw raw:
                Publish(serial, BusTopics.Message, null, raw.Body);
                break;
            case AppMessage.Action or AppMessage.Metrics or AppMessage.Options or AppMessage.NodeVersion or AppMessage.Internal:
                break;
            default:
                throw new InvalidOperationException($"Not a message of an app: {message}.");
        }

        return message;
    }

    private void Publish(long serial, string topic, JsonElement? data, JsonElement? raw)
    {
        // A slot that nobody knows any more has nobody to speak for.
        if (bus.Wants(topic) && board.Find(serial) is { } facts)
        {
            var source = LifecycleEvents.SourceOf(facts);
            bus.Publish(topic, source, new MessageBody(source, data, raw, clock.GetUtcNow().ToUnixTimeMilliseconds()), BusJson.Default.MessageBody);
        }
    }
}
