using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorPm.Core.Ecosystem;

/// <summary>One field of an app: the file's reader, its messages and the JSON schema know no more about it than this.</summary>
/// <param name="Name">PM2's name.</param>
/// <param name="Aliases">Other names; each name may also be written in camelCase.</param>
/// <param name="Description">A sentence for people.</param>
/// <param name="Default">The default in words; null when there is none to tell.</param>
/// <param name="Schema">The JSON schema of a value, as JSON.</param>
/// <param name="Read">Reads a value; the problems' wording without their place, or the change to the draft.</param>
public sealed record AppField(
    string Name, IReadOnlyList<string> Aliases, string Description, string? Default, string Schema, Func<string, JsonElement, FieldOutcome> Read)
{
    /// <summary>All ways to write the name.</summary>
    public IEnumerable<string> Spellings =>
        Aliases.Prepend(Name).SelectMany(name => (string[])[name, CamelCase(name)]).Distinct(StringComparer.Ordinal);

    /// <summary>The schema of the field's values.</summary>
    public JsonNode ToSchema() => JsonNode.Parse(Schema)!;

    /// <summary>Defines a field.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="names">The name, then its aliases.</param>
    /// <param name="shape">What a value looks like.</param>
    /// <param name="description">A sentence for people.</param>
    /// <param name="default">The default in words.</param>
    /// <param name="set">What it changes.</param>
    internal static AppField Of<T>(string[] names, FieldShape<T> shape, string description, string? @default, Func<AppDraft, T, AppDraft> set) => new(
        names[0], names[1..], description, @default, shape.Schema, (written, element) =>
        {
            var reading = shape.Read(element);
            return reading.IsRead
                ? new FieldOutcome([], draft => set(draft, reading.Value!))
                : new FieldOutcome([reading.Sentence(written, shape.Wanted, element)], null);
        });

    /// <summary>Defines a field whose value is an object, or a few words that stand for one.</summary>
    /// <typeparam name="T">What is read.</typeparam>
    /// <param name="names">The name, then its aliases.</param>
    /// <param name="shape">The object's members.</param>
    /// <param name="brief">What a value that is no object looks like.</param>
    /// <param name="description">A sentence for people.</param>
    /// <param name="default">The default in words.</param>
    /// <param name="set">What it changes.</param>
    internal static AppField OfObject<T>(string[] names, ObjectShape<T> shape, FieldShape<T> brief, string description, string? @default, Func<AppDraft, T, AppDraft> set) => new(
        names[0], names[1..], description, @default, shape.SchemaWith(brief.Schema), (written, element) =>
        {
            if (element.ValueKind is JsonValueKind.Object)
            {
                var (problems, value) = shape.Read(written, element);
                return problems.Count == 0 ? new FieldOutcome([], draft => set(draft, value)) : new FieldOutcome(problems, null);
            }

            var reading = brief.Read(element);
            return reading.IsRead
                ? new FieldOutcome([], draft => set(draft, reading.Value!))
                : new FieldOutcome([reading.Sentence(written, $"{brief.Wanted}, or an object", element)], null);
        });

    /// <summary>A name in camelCase.</summary>
    internal static string CamelCase(string name)
    {
        var parts = name.Split('_');
        return parts[0] + string.Concat(parts.Skip(1).Where(part => part.Length > 0).Select(part => char.ToUpperInvariant(part[0]) + part[1..]));
    }
}

/// <summary>What came of reading one field: problems or a change.</summary>
/// <param name="Problems">What is wrong, without its place; empty when all is well.</param>
/// <param name="Change">What the field changes; null when something is wrong.</param>
public sealed record FieldOutcome(IReadOnlyList<string> Problems, Func<AppDraft, AppDraft>? Change);
