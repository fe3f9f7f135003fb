using System.Text;
using System.Text.Json.Nodes;
using ActorPm.Cli.Programs;

namespace ActorPm.Cli.Configuration;

/// <summary>Settings as lines that set them again when pasted, as PM2 shows them.</summary>
internal static class ConfigurationListing
{
    /// <summary>All settings of an owner, or of all when it is null.</summary>
    public static string Of(JsonObject root, string? owner)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in root)
        {
            if (owner is not null && owner != name)
            {
                continue;
            }

            if (value is JsonObject)
            {
                text.Append("== ").Append(name).Append(" ==\n");
            }

            Append(text, name, value);
        }

        return text.ToString();
    }

    /// <summary>A value as <c>apm set</c> takes it: a string without its quotes.</summary>
    public static string ValueText(JsonNode? value) =>
        value is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : value?.ToJsonString() ?? "null";

    private static void Append(StringBuilder text, string key, JsonNode? value)
    {
        if (value is not JsonObject group)
        {
            text.Append("$ apm set ").Append(ShellText.Word(key)).Append(' ').Append(ShellText.Word(ValueText(value))).Append('\n');
            return;
        }

        foreach (var (name, inner) in group)
        {
            Append(text, $"{key}:{name}", inner);
        }
    }
}
