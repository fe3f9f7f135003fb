using System.Text.Json;

namespace ActorPm.Processes.Channels;

/// <summary>
/// What Node's library says to its other half over the channel, not to the program there: messages whose <c>cmd</c> begins with NODE_.
/// </summary>
internal static class NodeInternals
{
    /// <summary>
    /// The answer to a handle. Node keeps back all that the app sends later until it has one, and sends a refused handle three times more; so it is
    /// accepted. The handle itself is closed: who reads without asking for descriptors is given none by the kernel.
    /// </summary>
    public static ReadOnlySpan<byte> HandleTaken => "{\"cmd\":\"NODE_HANDLE_ACK\"}"u8;

    /// <summary>Whether a line is such a message. Node writes <c>cmd</c> first.</summary>
    public static bool IsInternal(ReadOnlySpan<byte> line) => line.StartsWith("{\"cmd\":\"NODE_"u8);

    /// <summary>The message that a handle came with, as JSON; null when the line brings no handle.</summary>
    public static byte[]? MessageWithHandle(ReadOnlySpan<byte> line)
    {
        try
        {
            var reader = new Utf8JsonReader(line);
            using var message = JsonDocument.ParseValue(ref reader);
            return message.RootElement.GetProperty("cmd"u8).ValueEquals("NODE_HANDLE"u8) && message.RootElement.TryGetProperty("msg"u8, out var inner)
                ? System.Text.Encoding.UTF8.GetBytes(inner.GetRawText())
                : null;
        }
        catch (JsonException)
        {
            // Not written by Node after all, and then for nobody.
            return null;
        }
    }
}
