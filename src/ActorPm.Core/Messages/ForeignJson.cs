using System.Buffers.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace ActorPm.Core.Messages;

/// <summary>
/// JSON that somebody else's program wrote. .NET's reader takes texts that are no Unicode as they are, and throws only when they are looked at, which is at a place
/// where nobody expects it; here they are dealt with before.
/// </summary>
/// <remarks>
/// JavaScript may well say half of a surrogate pair (<c>"\ud800"</c>, which <c>JSON.stringify</c> writes as this escape): it becomes U+FFFD, as in every UTF-8
/// that JavaScript writes. Bytes that are no UTF-8 are written by no JSON library, and are refused.
/// </remarks>
public static class ForeignJson
{
    // \uXXXX
    private const int EscapeLength = 6;

    /// <summary>Reads a value whose every text can be read.</summary>
    /// <param name="json">UTF-8.</param>
    /// <param name="options">How.</param>
    /// <exception cref="JsonException">It is no JSON, or no UTF-8.</exception>
    public static JsonDocument Parse(ReadOnlyMemory<byte> json, JsonDocumentOptions options = default) => Utf8.IsValid(json.Span)
        ? JsonDocument.Parse(WithWholePairs(json), options)
        : throw new JsonException("The text is not UTF-8.");

    private static ReadOnlyMemory<byte> WithWholePairs(ReadOnlyMemory<byte> json)
    {
        byte[]? mended = null;
        var text = json.Span;
        for (var at = 0; text[at..].IndexOf((byte)'\\') is var offset and >= 0;)
        {
            at += offset;
            var unit = UnitAt(text[at..]);
            if (unit is >= 0xD800 and <= 0xDBFF && UnitAt(text[(at + EscapeLength)..]) is >= 0xDC00 and <= 0xDFFF)
            {
                at += 2 * EscapeLength;
            }
            else if (unit is >= 0xD800 and <= 0xDFFF)
            {
                mended ??= json.ToArray();
                "\\ufffd"u8.CopyTo(mended.AsSpan(at));
                at += EscapeLength;
            }
            else
            {
                // The character behind a backslash belongs to it, be it another one.
                at = Math.Min(at + 2, text.Length);
            }
        }

        return mended ?? json;
    }

    /// <summary>The number of the escape that a text begins with; -1 when it begins with none.</summary>
    private static int UnitAt(ReadOnlySpan<byte> text) =>
        text.Length >= EscapeLength && text[0] == '\\' && text[1] == 'u' && Utf8Parser.TryParse(text.Slice(2, 4), out int unit, out var read, 'x') && read == 4 ? unit : -1;
}
