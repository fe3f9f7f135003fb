using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using ActorPm.Core.Messages;

namespace ActorPm.Core.Wire;

/// <summary>One argument of a message: a text behind <c>s:</c>, JSON behind <c>j:</c>, or plain bytes.</summary>
/// <param name="Bytes">As they are on the wire, with the mark.</param>
public readonly record struct AmpArgument(ReadOnlyMemory<byte> Bytes)
{
    /// <summary>A text.</summary>
    public static AmpArgument OfText(string text) => new((byte[])[.. "s:"u8, .. Encoding.UTF8.GetBytes(text)]);

    /// <summary>JSON that is written already.</summary>
    public static AmpArgument OfJson(ReadOnlySpan<byte> json) => new((byte[])[.. "j:"u8, .. json]);

    /// <summary>The text; false when the argument is none.</summary>
    public bool TryGetText([NotNullWhen(true)] out string? text)
    {
        text = Bytes.Span.StartsWith("s:"u8) ? Encoding.UTF8.GetString(Bytes.Span[2..]) : null;
        return text is not null;
    }

    /// <summary>The JSON value; false when the argument is none, or its JSON is broken.</summary>
    public bool TryGetJson(out JsonElement json)
    {
        json = default;
        if (!Bytes.Span.StartsWith("j:"u8))
        {
            return false;
        }

        try
        {
            using var document = ForeignJson.Parse(Bytes[2..]);
            json = document.RootElement.Clone();
            return true;
        }
        catch (JsonException)
        {
            // Whatever it is, it is no JSON; the caller decides what that means for its peer.
            return false;
        }
    }
}
