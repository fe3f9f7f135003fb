using System.Text.Json.Nodes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The JSON schema of app files, for editors, from the same definition that reads them.</summary>
public static class EcosystemSchema
{
    /// <summary>The schema (draft 7).</summary>
    public static JsonObject Create() => new()
    {
        ["$schema"] = "http://json-schema.org/draft-07/schema#",
        ["title"] = "ActorPm app file",
        ["oneOf"] = new JsonArray(Root(), AppList(), AppReference()),
        ["definitions"] = new JsonObject { ["app"] = App() },
    };

    private static JsonObject Root() => new()
    {
        ["type"] = "object",
        ["required"] = new JsonArray("apps"),
        ["properties"] = new JsonObject
        {
            ["$schema"] = new JsonObject { ["type"] = "string" },
            ["apps"] = new JsonObject { ["oneOf"] = new JsonArray(AppList(), AppReference()) },
            ["deploy"] = new JsonObject { ["type"] = "object", ["description"] = "Environments for apm deploy." },
            ["groups"] = JsonNode.Parse(GroupsSection.Schema),
            ["static"] = new JsonObject { ["type"] = "array", ["description"] = "Directories to serve, each with path and port.", ["items"] = new JsonObject { ["type"] = "object" } },
        },
        ["additionalProperties"] = false,
    };

    private static JsonObject AppList() => new() { ["type"] = "array", ["items"] = AppReference() };

    private static JsonObject AppReference() => new() { ["$ref"] = "#/definitions/app" };

    private static JsonObject App()
    {
        var properties = new JsonObject();
        foreach (var field in AppFields.All)
        {
            foreach (var spelling in field.Spellings)
            {
                // null takes a key back.
                var orNull = new JsonObject { ["anyOf"] = new JsonArray(field.ToSchema(), new JsonObject { ["type"] = "null" }) };
                orNull["description"] = spelling == field.Name ? field.Description : $"The same as {field.Name}. {field.Description}";
                if (field.Default is { } @default)
                {
                    orNull["description"] = $"{orNull["description"]!.GetValue<string>()} Default: {@default}.";
                }

                properties[spelling] = orNull;
            }
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["patternProperties"] = new JsonObject
            {
                ["^" + AppFields.NamedEnvironmentPrefix] = new JsonObject
                {
                    ["type"] = new JsonArray("object", "string", "null"),
                    ["description"] = "Variables that --env NAME adds to env.",
                },
            },
            ["anyOf"] = new JsonArray([.. AppFields.All[0].Spellings.Select(name => (JsonNode)new JsonObject { ["required"] = new JsonArray(name) })]),
            ["additionalProperties"] = false,
        };
    }
}
