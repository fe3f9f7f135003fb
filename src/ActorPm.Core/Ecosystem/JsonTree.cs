using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorPm.Core.Ecosystem;

/// <summary>What the readers of the file kinds have in common: all of them end in JSON.</summary>
public static class JsonTree
{
    /// <summary>The deepest nesting of an app file: far more than any needs, and no danger for the stack.</summary>
    public const int MaxDepth = 64;

    /// <summary>A tree as an element of its own.</summary>
    public static JsonElement ToElement(JsonNode? root)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { MaxDepth = 2 * MaxDepth }))
        {
            if (root is null)
            {
                writer.WriteNullValue();
            }
            else
            {
                root.WriteTo(writer);
            }
        }

        return Parse(buffer.WrittenMemory);
    }

    /// <summary>Strict JSON as an element of its own.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 2 * MaxDepth });
        return document.RootElement.Clone();
    }
}
