using System.Text.Encodings.Web;
using System.Text.Json;
using ActorPm.Cli.Events;
using ActorPm.Core.Control;
using ActorPm.Core.Events;

namespace ActorPm.Cli.Logs;

/// <summary>What happens to apps, as <c>logs --json</c> shows it: one <c>process_event</c> object for each <c>process:event</c> of the daemon's stream.</summary>
internal static class ProcessEvents
{
    private const string Route = $"{ControlContract.Events}?topics={BusTopics.Process}";

    private static readonly JsonWriterOptions _json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Hands over an object for each event until the stream ends. A daemon that has no such stream tells nothing.</summary>
    public static async Task FollowAsync(ControlClient client, TimeProvider clock, Action<byte[]> take, CancellationToken cancellation)
    {
        try
        {
            using var reader = new EventStreamReader(await client.OpenStreamAsync(Route, cancellation));
            while (await reader.ReadAsync(cancellation) is { } happened)
            {
                if (Object(happened.Data, clock) is { } bytes)
                {
                    take(bytes);
                }
            }
        }
        catch (Exception e) when (e is CommandFailure or HttpRequestException or IOException and not BrokenPipeException)
        {
            // Logs go on without events: the daemon has no such stream, or ends, which the logs tell by themselves.
        }
    }

    // Null for what is no event of a process.
    private static byte[]? Object(string text, TimeProvider clock)
    {
        try
        {
            using var happened = JsonDocument.Parse(text);
            var root = happened.RootElement;
            if (root.ValueKind is not JsonValueKind.Object
                || !root.TryGetProperty("event", out var what) || !root.TryGetProperty("process", out var process) || !process.TryGetProperty("name", out var name))
            {
                return null;
            }

            var at = root.TryGetProperty("at", out var since) && since.TryGetInt64(out var milliseconds)
                ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
                : clock.GetUtcNow();
            var output = new MemoryStream();
            using (var json = new Utf8JsonWriter(output, _json))
            {
                json.WriteStartObject();
                json.WriteString("timestamp", LogLineWriter.Instant(at));
                json.WriteString("type", "process_event");
                json.WriteString("status", what.GetString());
                json.WriteString("app_name", name.GetString());
                json.WriteEndObject();
            }

            output.WriteByte((byte)'\n');
            return output.ToArray();
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
