using System.Text.Json;
using ActorPm.Core.Messages;
using ActorPm.Processes.Sockets;

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

    /// <summary>What kind of internal message a line is.</summary>
    public static InternalKind KindOf(ReadOnlySpan<byte> line)
    {
        var rest = line["{\"cmd\":\"".Length..];
        return rest.StartsWith("NODE_CLUSTER\""u8) || rest.StartsWith("NODE_ACTORPM_"u8) ? InternalKind.Cluster
            : rest.StartsWith("NODE_HANDLE_ACK\""u8) ? InternalKind.HandleTaken
            : rest.StartsWith("NODE_HANDLE_NACK\""u8) ? InternalKind.HandleLost
            : InternalKind.Other;
    }

    /// <summary>The line that goes with a handle; Node unwraps the message on the other side.</summary>
    /// <param name="json">The message.</param>
    /// <param name="kind">As what Node takes the handle.</param>
    public static byte[] LineWithHandle(ReadOnlySpan<byte> json, HandleKind kind)
    {
        var head = kind is HandleKind.Stream ? "{\"cmd\":\"NODE_HANDLE\",\"type\":\"net.Native\",\"msg\":"u8 : "{\"cmd\":\"NODE_HANDLE\",\"type\":\"dgram.Native\",\"msg\":"u8;
        var line = new byte[head.Length + json.Length + 2];
        head.CopyTo(line);
        json.Replace(line.AsSpan(head.Length), (byte)'\n', (byte)' ');
        line[^2] = (byte)'}';
        line[^1] = (byte)'\n';
        return line;
    }

    /// <summary>The message that a handle came with, as JSON; null when the line brings no handle.</summary>
    public static byte[]? MessageWithHandle(ReadOnlySpan<byte> line)
    {
        try
        {
            using var message = ForeignJson.Parse(line.ToArray());
            // An app may say anything, a second cmd too.
            return message.RootElement.TryGetProperty("cmd"u8, out var command) && command.ValueKind is JsonValueKind.String && command.ValueEquals("NODE_HANDLE"u8)
                && message.RootElement.TryGetProperty("msg"u8, out var inner)
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

/// <summary>Kinds of internal messages.</summary>
internal enum InternalKind
{
    /// <summary>Nobody's here; or a handle, see <see cref="NodeInternals.MessageWithHandle"/>.</summary>
    Other,

    /// <summary>Of Node's cluster, or of ActorPm's preload.</summary>
    Cluster,

    /// <summary>A handle came.</summary>
    HandleTaken,

    /// <summary>A handle did not come.</summary>
    HandleLost,
}
