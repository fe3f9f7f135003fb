using System.Text.Json;

namespace ActorPm.Core.Access;

/// <summary>What a request is about, for those who read of it later: names, never values. Reads any body, and makes nothing of what it does not know.</summary>
public static class RequestTargets
{
    private const int Most = 20, Longest = 200;

    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>The names in a body, at most 20, each at most 200 characters without control characters.</summary>
    public static IReadOnlyList<string> Of(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
        {
            return [];
        }

        try
        {
            using var json = JsonDocument.Parse(body, Options);
            return json.RootElement.ValueKind is JsonValueKind.Object ? [.. Names(json.RootElement).Take(Most).Select(Plain)] : [];
        }
        catch (Exception unreadable) when (unreadable is JsonException or InvalidOperationException)
        {
            // No JSON, or text that is no Unicode: whoever carries the request out says so.
            return [];
        }
    }

    private static IEnumerable<string> Names(JsonElement body)
    {
        foreach (var member in body.EnumerateObject())
        {
            switch (member.Name, member.Value.ValueKind)
            {
                case ("target" or "name" or "node" or "to", JsonValueKind.String):
                    yield return member.Value.GetString()!;
                    break;
                case ("targets", JsonValueKind.Array):
                    foreach (var target in member.Value.EnumerateArray().Where(target => target.ValueKind is JsonValueKind.String))
                    {
                        yield return target.GetString()!;
                    }

                    break;
                case ("apps", JsonValueKind.Array):
                    foreach (var app in member.Value.EnumerateArray().Where(app => app.ValueKind is JsonValueKind.Object))
                    {
                        if ((app.TryGetProperty("name", out var name) && name.ValueKind is JsonValueKind.String) || (app.TryGetProperty("target", out name) && name.ValueKind is JsonValueKind.String))
                        {
                            yield return name.GetString()!;
                        }
                    }

                    break;
            }
        }
    }

    private static string Plain(string text) =>
        new([.. (text.Length > Longest ? text[..Longest] : text).Select(letter => char.IsControl(letter) ? '?' : letter)]);
}
