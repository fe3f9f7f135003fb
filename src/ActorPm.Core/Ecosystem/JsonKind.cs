using System.Text.Json;

namespace ActorPm.Core.Ecosystem;

/// <summary>Names a JSON value in a sentence.</summary>
internal static class JsonKind
{
    // A long text says no more than its beginning.
    private const int LongestText = 60;

    public static string Of(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text \"{Shortened(element.GetString()!)}\"",
        JsonValueKind.Number => $"the number {element.GetRawText()}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };

    private static string Shortened(string text) => text.Length > LongestText ? text[..LongestText] + "…" : text;
}
