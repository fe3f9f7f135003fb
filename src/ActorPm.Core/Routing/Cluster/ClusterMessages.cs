using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Messages;

namespace ActorPm.Core.Routing.Cluster;

/// <summary>Reads what workers say. Nothing is believed: a worker is somebody else's program.</summary>
public static class ClusterMessages
{
    /// <summary>The longest address, key or path that is taken, in characters.</summary>
    private const int LongestText = 512;

    /// <summary>The longest data of a server that is handed on to its siblings, in characters.</summary>
    private const int LongestData = 64 * 1024;

    /// <summary>Reads a message.</summary>
    /// <param name="line">One JSON value in UTF-8.</param>
    /// <param name="message">What it means.</param>
    /// <param name="problem">What is wrong with it, in one sentence.</param>
    public static bool TryRead(ReadOnlyMemory<byte> line, [NotNullWhen(true)] out ClusterMessage? message, [NotNullWhen(false)] out string? problem)
    {
        message = null;
        try
        {
            using var document = ForeignJson.Parse(line, new JsonDocumentOptions { MaxDepth = 32 });
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                problem = "It is no object.";
                return false;
            }

            message = Of(document.RootElement, out problem);
            return message is not null;
        }
        catch (JsonException)
        {
            problem = "It is not JSON.";
            return false;
        }
    }

    private static ClusterMessage? Of(JsonElement body, out string? problem)
    {
        problem = null;
        switch (Text(body, "cmd"))
        {
            case ClusterReplies.CanDrain:
                return new ClusterMessage.CanDrain();
            case ClusterReplies.Draining:
                return Number(body, "left") is { } left and >= 0 and <= int.MaxValue ? new ClusterMessage.Draining((int)left) : Refuse("It does not say what is left.", out problem);
            case ClusterReplies.Cluster:
                return OfCluster(body, out problem);
            default:
                return new ClusterMessage.Other();
        }
    }

    private static ClusterMessage? OfCluster(JsonElement body, out string? problem)
    {
        problem = null;
        if (Number(body, "ack") is { } ack)
        {
            return new ClusterMessage.Taken(ack, body.TryGetProperty("accepted", out var accepted) && accepted.ValueKind is JsonValueKind.True);
        }

        var seq = Number(body, "seq");
        switch (Text(body, "act"))
        {
            case "online":
                return new ClusterMessage.Online();
            case "queryServer" when seq is { } number:
                return Query(body, out problem) is { } query ? new ClusterMessage.Listen(number, query) : null;
            case "listening":
                return Query(body, out problem) is { } served ? new ClusterMessage.Listening(served) : null;
            case "close":
                return Text(body, "key") is { } key ? new ClusterMessage.Close(key) : Refuse("It closes something without a key.", out problem);
            case "exitedAfterDisconnect" when seq is { } number:
                return new ClusterMessage.Leaving(number);
            case "queryServer" or "exitedAfterDisconnect":
                return Refuse("It has no number that an answer could repeat.", out problem);
            default:
                return new ClusterMessage.Other();
        }
    }

    private static ListenQuery? Query(JsonElement body, out string? problem)
    {
        problem = null;
        var port = Number(body, "port");
        var descriptor = Number(body, "fd") ?? -1;
        var index = Number(body, "index") ?? 0;
        if (port is < -1 or > 65535 || descriptor is < -1 or > int.MaxValue || index is < 0 or > int.MaxValue)
        {
            problem = "Its port, descriptor or index is out of range.";
            return null;
        }

        if (!TryAddress(body, out var address))
        {
            problem = $"Its address is no text of at most {LongestText} characters.";
            return null;
        }

        if (body.TryGetProperty("data", out var data) && data.ValueKind is not JsonValueKind.Null && data.GetRawText().Length > LongestData)
        {
            problem = $"Its data has more than {LongestData} characters.";
            return null;
        }

        return new ListenQuery(address, (int?)port, AddressType(body), (int)descriptor, (int)index)
        {
            Key = string.Join(':', Part(body, "address"), Part(body, "port"), Part(body, "addressType"), Part(body, "fd"), Part(body, "index")),
            Flags = (int)Math.Clamp(Number(body, "flags") ?? 0, 0, int.MaxValue),
            Backlog = (int)Math.Clamp(Number(body, "backlog") ?? 0, 0, 65535),
            ReadableByAll = IsTrue(body, "readableAll"),
            WritableByAll = IsTrue(body, "writableAll"),
            Data = data.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null ? null : data.GetRawText(),
        };
    }

    private static bool TryAddress(JsonElement body, out string? address)
    {
        address = null;
        if (!body.TryGetProperty("address", out var value) || value.ValueKind is JsonValueKind.Null or JsonValueKind.False)
        {
            return true;
        }

        address = value.ValueKind is JsonValueKind.String ? value.GetString() : null;
        return address is { Length: <= LongestText };
    }

    // As JavaScript would put it into a template.
    private static string Part(JsonElement body, string name) => !body.TryGetProperty(name, out var value) ? "undefined" : value.ValueKind switch
    {
        JsonValueKind.String => value.GetString()!,
        _ => value.GetRawText(),
    };

    private static string? AddressType(JsonElement body) => body.TryGetProperty("addressType", out var type) ? type.ValueKind switch
    {
        JsonValueKind.String when type.GetString() is "udp4" or "udp6" => type.GetString(),
        JsonValueKind.Number when type.TryGetInt32(out var number) => number.ToString(CultureInfo.InvariantCulture),
        _ => null,
    } : null;

    private static string? Text(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.GetString() is { Length: <= LongestText * 2 } text ? text : null;

    private static long? Number(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.Number && value.TryGetInt64(out var number) ? number : null;

    private static bool IsTrue(JsonElement body, string name) => body.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True;

    private static ClusterMessage? Refuse(string sentence, out string? problem)
    {
        problem = sentence;
        return null;
    }
}
