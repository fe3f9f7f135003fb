using System.Text;
using System.Text.Json.Nodes;

namespace ActorPm.Cli.Reports;

/// <summary>Nested facts as lines for people.</summary>
internal static class FactListing
{
    /// <summary>A line for each fact: <c>memory.totalBytes: 1024</c>.</summary>
    public static string Plain(JsonNode facts)
    {
        var text = new StringBuilder();
        AppendPlain(text, "", facts);
        return text.ToString();
    }

    /// <summary>A tree of lines, as PM2's <c>--tree</c>.</summary>
    public static string Tree(JsonNode facts)
    {
        var text = new StringBuilder();
        AppendTree(text, "", facts);
        return text.ToString();
    }

    private static void AppendPlain(StringBuilder text, string path, JsonNode? node)
    {
        if (Children(node) is not { } children)
        {
            text.Append(path).Append(": ").Append(Value(node)).Append('\n');
            return;
        }

        foreach (var (name, child) in children)
        {
            AppendPlain(text, path.Length == 0 ? name : $"{path}.{name}", child);
        }
    }

    private static void AppendTree(StringBuilder text, string indent, JsonNode? node)
    {
        var children = Children(node)!;
        for (var i = 0; i < children.Count; i++)
        {
            var (name, child) = children[i];
            var isLast = i == children.Count - 1;
            text.Append(indent).Append(isLast ? "└─ " : "├─ ").Append(name);
            if (Children(child) is null)
            {
                text.Append(": ").Append(Value(child)).Append('\n');
            }
            else
            {
                text.Append('\n');
                AppendTree(text, indent + (isLast ? "   " : "│  "), child);
            }
        }
    }

    private static List<(string Name, JsonNode? Node)>? Children(JsonNode? node) => node switch
    {
        JsonObject group => [.. group.Select(pair => (pair.Key, pair.Value))],
        JsonArray list => [.. list.Select((item, index) => ($"{index}", item))],
        _ => null,
    };

    private static string Value(JsonNode? node) =>
        node is JsonValue scalar && scalar.TryGetValue<string>(out var text) ? text : node?.ToJsonString() ?? "unknown";
}
