using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorPm.Core.Ecosystem;

/// <summary>An object that is the value of an app's field: each member is defined once, for the reader, its messages and the schema.</summary>
/// <typeparam name="T">What is read.</typeparam>
/// <param name="empty">An object without members.</param>
/// <param name="members">All members.</param>
/// <param name="problemOf">What is wrong with the whole, without its place; null when it makes sense.</param>
internal sealed class ObjectShape<T>(T empty, IReadOnlyList<ObjectMember<T>> members, Func<T, string?> problemOf)
{
    /// <summary>Reads an object, and finds all its problems.</summary>
    /// <param name="written">The field, as the file has it.</param>
    /// <param name="element">The object.</param>
    public (IReadOnlyList<string> Problems, T Value) Read(string written, JsonElement element)
    {
        var problems = new List<string>();
        var value = empty;
        foreach (var property in element.EnumerateObject().Where(property => !EcosystemAppReader.IsTakenBack(property.Value)))
        {
            if (members.FirstOrDefault(member => member.Spellings.Contains(property.Name)) is not { } member)
            {
                problems.Add(NearestWord.Find(property.Name, members.Select(known => known.Name)) is { } near
                    ? $"unknown key '{written}.{property.Name}'; did you mean '{near}'?"
                    : $"unknown key '{written}.{property.Name}'; remove it (there are {string.Join(", ", members.Select(known => known.Name))})");
                continue;
            }

            (var problem, value) = member.Read($"{written}.{property.Name}", property.Value, value);
            if (problem is not null)
            {
                problems.Add(problem);
            }
        }

        if (problems.Count == 0 && problemOf(value) is { } whole)
        {
            problems.Add($"'{written}' {whole}");
        }

        return (problems, value);
    }

    /// <summary>The schema of such an object, or of what a shorter schema says.</summary>
    public string SchemaWith(string shorter)
    {
        var schema = JsonNode.Parse(shorter)!.AsObject();
        var types = schema["type"] is JsonArray several ? several.Select(type => type!.GetValue<string>()) : [schema["type"]!.GetValue<string>()];
        schema["type"] = new JsonArray([.. types.Append("object").Select(type => (JsonNode)type)]);
        var properties = new JsonObject();
        foreach (var member in members)
        {
            foreach (var spelling in member.Spellings)
            {
                properties[spelling] = member.ToSchema();
            }
        }

        schema["properties"] = properties;
        schema["additionalProperties"] = false;
        return schema.ToJsonString();
    }
}

/// <summary>A member of such an object.</summary>
/// <typeparam name="T">What the object is read as.</typeparam>
/// <param name="Name">Its name.</param>
/// <param name="Description">A sentence for people, its default included.</param>
/// <param name="Schema">The JSON schema of a value, as JSON.</param>
/// <param name="Read">Reads a value: what is wrong, else the object with it.</param>
internal sealed record ObjectMember<T>(string Name, string Description, string Schema, Func<string, JsonElement, T, (string? Problem, T Value)> Read)
{
    /// <summary>All ways to write the name.</summary>
    public IReadOnlyList<string> Spellings { get; } = [.. new[] { Name, AppField.CamelCase(Name) }.Distinct(StringComparer.Ordinal)];

    /// <summary>The schema of the member's values; null takes one back.</summary>
    public JsonObject ToSchema() => new()
    {
        ["anyOf"] = new JsonArray(JsonNode.Parse(Schema), new JsonObject { ["type"] = "null" }),
        ["description"] = Description,
    };

    /// <summary>Defines a member.</summary>
    public static ObjectMember<T> Of<TValue>(string name, FieldShape<TValue> shape, string description, Func<T, TValue, T> set) => new(
        name, description, shape.Schema, (written, element, value) =>
        {
            var reading = shape.Read(element);
            return reading.IsRead ? (null, set(value, reading.Value!)) : (reading.Sentence(written, shape.Wanted, element), value);
        });
}
