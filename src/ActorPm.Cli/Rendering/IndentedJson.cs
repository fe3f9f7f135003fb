using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorPm.Cli.Rendering;

/// <summary>JSON that people read and write.</summary>
internal static class IndentedJson
{
    /// <summary>The text, with a line feed at its end.</summary>
    public static string Of(JsonNode node)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true }))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(text.ToArray()) + "\n";
    }
}
