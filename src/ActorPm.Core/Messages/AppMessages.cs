using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace ActorPm.Core.Messages;

/// <summary>Reads the lines that Node.js and Bun write to their message channel (<c>process.send</c>), by PM2's rules.</summary>
public static class AppMessages
{
    /// <summary>The topic of a reply to <c>apm trigger</c>.</summary>
    public const string Reply = "axm:reply";

    /// <summary>The longest topic; a message with a longer one, or with control characters in it, is one without a topic.</summary>
    public const int MaxTopicLength = 256;

    /// <summary>Reads one line; false when it is no JSON.</summary>
    /// <param name="line">One JSON value in UTF-8.</param>
    /// <param name="message">What it means.</param>
    /// <param name="problem">What is wrong with it.</param>
    public static bool TryParse(ReadOnlyMemory<byte> line, [NotNullWhen(true)] out AppMessage? message, [NotNullWhen(false)] out string? problem)
    {
        message = null;
        problem = null;

        try
        {
            using var document = ForeignJson.Parse(line);
            message = Of(document.RootElement.Clone());
            return true;
        }
        catch (JsonException exception)
        {
            problem = $"A message is not JSON: {exception.Message}";
            return false;
        }
    }

    private static AppMessage Of(JsonElement body)
    {
        if (body.ValueKind is JsonValueKind.String && body.ValueEquals("ready"))
        {
            return new AppMessage.Ready(body);
        }

        if (body.ValueKind is not JsonValueKind.Object)
        {
            return new AppMessage.Raw(body);
        }

        if (Text(body, "cmd") is { } command && command.StartsWith("NODE_", StringComparison.Ordinal))
        {
            return new AppMessage.Internal();
        }

        if (Text(body, "type") is { Length: <= MaxTopicLength } topic && !topic.Any(char.IsControl) && body.TryGetProperty("data", out var data) && IsTruthy(data))
        {
            return OfTopic(topic, data);
        }

        return body.TryGetProperty("node_version", out var version) && version.ValueKind is JsonValueKind.String
            ? new AppMessage.NodeVersion(version.GetString()!)
            : new AppMessage.Raw(body);
    }

    private static AppMessage OfTopic(string topic, JsonElement data) => topic switch
    {
        "axm:action" when data.ValueKind is JsonValueKind.Object && Text(data, "action_name") is { } name => new AppMessage.Action(name, data),
        "axm:monitor" when data.ValueKind is JsonValueKind.Object => new AppMessage.Metrics(data),
        "axm:option:configuration" when data.ValueKind is JsonValueKind.Object => new AppMessage.Options(data),
        // Malformed ones of these are nobody's news either; neither is PM2's request for another pid, which would be a lie here.
        "axm:action" or "axm:monitor" or "axm:option:configuration" or "axm:option:setPID" => new AppMessage.Internal(),
        _ => new AppMessage.Custom(topic, data),
    };

    // A text that is there and not empty; an empty one is false in JavaScript.
    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    private static bool IsTruthy(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Null or JsonValueKind.Undefined or JsonValueKind.False => false,
        JsonValueKind.String => !value.ValueEquals(""),
        JsonValueKind.Number => !value.TryGetDouble(out var number) || number != 0,
        _ => true,
    };
}
