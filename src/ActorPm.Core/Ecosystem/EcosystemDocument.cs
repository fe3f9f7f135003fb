using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Core.Ecosystem;

/// <summary>
/// The text of a JSON app file → the apps to start and all problems at once. The root is <c>{"apps": […]}</c>, a list of apps or one
/// app; comments and trailing commas are allowed. Reads no file.
/// </summary>
public static class EcosystemDocument
{
    private static readonly JsonDocumentOptions Options = new()
    {
        AllowTrailingCommas = true,
        CommentHandling = JsonCommentHandling.Skip,
    };

    /// <summary>Reads a file's text.</summary>
    public static EcosystemReading Read(string text, EcosystemContext context)
    {
        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'), Options);
            return Read(document.RootElement, context);
        }
        catch (JsonException e)
        {
            // The parser's own words are left out of a trimmed program.
            return new EcosystemReading(
                [], [$"not JSON at line {e.LineNumber + 1}, column {e.BytePositionInLine + 1}; check the quotes, commas and brackets there"], []);
        }
    }

    private static EcosystemReading Read(JsonElement root, EcosystemContext context)
    {
        var problems = new List<string>();
        var notes = new List<string>();
        var apps = new List<AppRequest>();
        var number = 0;

        foreach (var element in Apps(root, problems, notes))
        {
            var place = $"apps[{number++}]";
            if (element.ValueKind is not JsonValueKind.Object)
            {
                problems.Add($"{place}: an app is an object such as {{\"script\": \"app.js\"}}, not {Kind(element)}");
                continue;
            }

            if (new EcosystemAppReader(place, context, problems, notes).Read(element) is { } app)
            {
                apps.Add(app);
            }
        }

        if (number == 0 && problems.Count == 0)
        {
            problems.Add("the file names no app; write {\"apps\": [{\"script\": \"app.js\"}]}");
        }

        return new EcosystemReading(apps, problems, notes);
    }

    private static IEnumerable<JsonElement> Apps(JsonElement root, List<string> problems, List<string> notes)
    {
        switch (root.ValueKind)
        {
            case JsonValueKind.Array:
                return root.EnumerateArray();

            case JsonValueKind.Object when root.TryGetProperty("apps", out var apps):
                foreach (var property in root.EnumerateObject())
                {
                    if (property.Name is "deploy" or "static")
                    {
                        notes.Add($"'{property.Name}' is not supported yet and has no effect");
                    }
                    else if (property.Name is not ("apps" or "$schema"))
                    {
                        problems.Add($"unknown key '{property.Name}' beside 'apps'; remove it or move it into an app");
                    }
                }

                return ListOrOne(apps, "apps", problems);

            // A package.json: its other keys are npm's.
            case JsonValueKind.Object when root.TryGetProperty("pm2", out var apps):
                return ListOrOne(apps, "pm2", problems);

            case JsonValueKind.Object:
                return [root];

            default:
                problems.Add($"an app file is {{\"apps\": […]}}, a list of apps or one app, not {Kind(root)}");
                return [];
        }
    }

    private static IEnumerable<JsonElement> ListOrOne(JsonElement apps, string key, List<string> problems)
    {
        switch (apps.ValueKind)
        {
            case JsonValueKind.Array:
                return apps.EnumerateArray();
            case JsonValueKind.Object:
                return [apps];
            default:
                problems.Add($"'{key}' is a list of apps, not {Kind(apps)}");
                return [];
        }
    }

    internal static string Kind(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"the text \"{element.GetString()}\"",
        JsonValueKind.Number => $"the number {element.GetRawText()}",
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null => "null",
        _ => "nothing",
    };
}
