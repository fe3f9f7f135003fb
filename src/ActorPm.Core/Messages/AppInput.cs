using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Messages;

/// <summary>What can be brought to a running process. A closed family.</summary>
public abstract record AppInput
{
    /// <summary>The most bytes of one message or one line: what a mailbox and a pipe can reasonably hold.</summary>
    public const int MaxBytes = 64 * 1024;

    private AppInput()
    {
    }

    /// <summary>A message for its channel (<c>process.on('message')</c>).</summary>
    /// <param name="Json">One JSON value without a line feed.</param>
    public sealed record Message(string Json) : AppInput;

    /// <summary>Bytes for its standard input.</summary>
    /// <param name="Bytes">As they are, with the line feed if there shall be one.</param>
    public sealed record Input(ReadOnlyMemory<byte> Bytes) : AppInput;

    /// <summary>A signal for its main process.</summary>
    /// <param name="Number">Which one.</param>
    public sealed record Signal(UnixSignal Number) : AppInput;

    /// <summary>The call of an action: the bare name, or with a parameter an object, as PM2 sends them.</summary>
    /// <param name="pmId">Whom it is for.</param>
    /// <param name="action">The action's name.</param>
    /// <param name="parameter">What it is called with; null for nothing.</param>
    public static Message Trigger(int pmId, string action, JsonElement? parameter) => new(parameter is { } given
        ? $$"""{"msg":{{Quoted(action)}},"opts":{{OneLine(given)}},"id":{{pmId}}}"""
        : Quoted(action));

    /// <summary>PM2's packet of data (<c>sendDataToProcessId</c>).</summary>
    /// <param name="pmId">Whom it is for.</param>
    /// <param name="type">A word of the sender's; PM2's examples use <c>process:msg</c>.</param>
    /// <param name="data">What it carries.</param>
    /// <param name="topic">A word of the sender's.</param>
    public static Message Packet(int pmId, string type, JsonElement data, string topic) =>
        new($$"""{"id":{{pmId}},"type":{{Quoted(type)}},"data":{{OneLine(data)}},"topic":{{Quoted(topic)}}}""");

    /// <summary>A whole message as somebody else wrote it.</summary>
    public static Message Whole(JsonElement message) => new(OneLine(message));

    /// <summary>Whether it is small enough to be brought.</summary>
    public bool Fits => this switch
    {
        Message message => Encoding.UTF8.GetByteCount(message.Json) <= MaxBytes,
        Input input => input.Bytes.Length <= MaxBytes,
        Signal => true,
        _ => throw new InvalidOperationException($"Not an input: {this}."),
    };

    private static string Quoted(string text) => JsonSerializer.Serialize(text, MessagesJson.Default.String);

    // Written anew: the sender's own spelling may have line feeds between the parts.
    private static string OneLine(JsonElement value)
    {
        try
        {
            return JsonSerializer.Serialize(value, MessagesJson.Default.JsonElement);
        }
        catch (Exception unwritable) when (unwritable is JsonException or InvalidOperationException)
        {
            // Half of a surrogate pair (\ud800), which JSON may hold and its writer may not, or bytes that are no UTF-8: as it is spelled, then.
            return Encoding.UTF8.GetString(JsonMarshal.GetRawUtf8Value(value)).Replace('\n', ' ').Replace('\r', ' ');
        }
    }
}

/// <summary>What became of it.</summary>
public enum AppInputOutcome
{
    /// <summary>The process has it, or its pipe.</summary>
    Delivered,

    /// <summary>No process runs.</summary>
    NotRunning,

    /// <summary>The process has no channel, or has closed it, or its standard input.</summary>
    NoChannel,

    /// <summary>The process does not read what it is given: its pipe is full.</summary>
    Full,
}
