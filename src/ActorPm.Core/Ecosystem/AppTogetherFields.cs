using System.Text.Json;
using ActorPm.Core.Dependencies;
using ActorPm.Core.Groups;
using static ActorPm.Core.Ecosystem.FieldShapes;

namespace ActorPm.Core.Ecosystem;

/// <summary>The fields that say how an app stands together with others.</summary>
internal static class AppTogetherFields
{
    /// <summary>How a value of depends_on may look, in PM2's shape of lists or in docker compose's of an object.</summary>
    private static readonly FieldShape<IReadOnlyList<string>> Dependencies = new(
        "an app's name, a list such as [\"db\", \"migrate:completed\"], or an object such as {\"db\": \"healthy\"}",
        """{"type":["string","array","object"],"items":{"type":"string"},"additionalProperties":{"type":["string","object"]}}""",
        ReadDependencies);

    public static IReadOnlyList<AppField> All { get; } =
    [
        AppField.Of(["depends_on"], Dependencies, $"The apps that have to be {AppDependency.Words} before an instance is started; a name alone: ready.", "none",
            (draft, apps) => draft.With(app => app with { DependsOn = apps })),
        AppField.Of(["group_strategy"], Choice([.. GroupSettings.Words]),
            "What a crash of the app means for the others of its namespace: nothing; all are restarted; those behind it on the list are.", "one_for_one",
            (draft, strategy) => draft.With(app => app with { GroupStrategy = strategy })),
        AppField.Of(["group_intensity"], WholeNumber, "How many crashes of the namespace within group_period are borne; one more gives up all its apps.", "any number",
            (draft, most) => draft.With(app => app with { GroupIntensity = most })),
        AppField.Of(["group_period"], Duration, "The time in which they are counted.", "60s",
            (draft, time) => draft.With(app => app with { GroupPeriodMs = time })),
    ];

    private static FieldReading<IReadOnlyList<string>> ReadDependencies(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when value.GetString() is { Length: > 0 } app => new(true, [app]),
        JsonValueKind.Array when value.EnumerateArray().All(element => element.ValueKind is JsonValueKind.String) =>
            new(true, [.. value.EnumerateArray().Select(element => element.GetString()!)]),
        JsonValueKind.Object => ReadConditions(value),
        _ => FieldReading<IReadOnlyList<string>>.Unusable(),
    };

    private static FieldReading<IReadOnlyList<string>> ReadConditions(JsonElement value)
    {
        var apps = new List<string>();
        foreach (var property in value.EnumerateObject())
        {
            var condition = property.Value.ValueKind is JsonValueKind.Object && property.Value.TryGetProperty("condition", out var written) ? written : property.Value;
            var word = condition.ValueKind is JsonValueKind.String ? condition.GetString()! : "";
            if (AppDependency.ConditionOf(word) is not { } known)
            {
                return FieldReading<IReadOnlyList<string>>.Unusable($"'{property.Name}' has to be {AppDependency.Words}, not {JsonKind.Of(condition)}");
            }

            apps.Add($"{property.Name}:{AppDependency.WordOf(known)}");
        }

        return new(true, apps);
    }
}
