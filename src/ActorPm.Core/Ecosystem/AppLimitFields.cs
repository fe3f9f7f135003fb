using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPm.Core.Apps;

namespace ActorPm.Core.Ecosystem;

/// <summary>The field that bounds an app's processes: an object whose members are <see cref="LimitWords"/>'s names.</summary>
internal static class AppLimitFields
{
    private static readonly FieldShape<IReadOnlyDictionary<string, string>> Limits = new(
        "an object such as { \"nofile\": 65536, \"memory\": \"512M\" }", Schema(), ReadLimits);

    public static IReadOnlyList<AppField> All { get; } =
    [
        AppField.Of(["limits"], Limits, "What bounds a process (nofile, nproc, core, fsize, stack, memlock, cpu, as, umask, nice, no_new_privs) and its whole tree (memory, memory_high, cpus, pids).",
            "as the daemon", (draft, limits) => draft.With(app => app with { Limits = limits })),
    ];

    /// <summary>What was asked for as it stands in a file; null when nothing is.</summary>
    public static JsonObject? Write(IReadOnlyDictionary<string, string>? limits)
    {
        var members = new JsonObject();
        foreach (var (name, value) in limits ?? new Dictionary<string, string>())
        {
            if (value != LimitWords.Default)
            {
                members[name] = value;
            }
        }

        return members.Count == 0 ? null : members;
    }

    private static FieldReading<IReadOnlyDictionary<string, string>> ReadLimits(JsonElement value)
    {
        if (value.ValueKind is not JsonValueKind.Object)
        {
            return FieldReading<IReadOnlyDictionary<string, string>>.Unusable();
        }

        // An object says all: what it does not name is taken back.
        var limits = LimitWords.Names.ToDictionary(name => name, _ => LimitWords.Default, StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            var text = property.Value.ValueKind switch
            {
                // 0027 as a number is 23 in YAML and 27 elsewhere: only a text is certain.
                JsonValueKind.Number when property.Name is not LimitWords.Umask => property.Value.GetRawText(),
                JsonValueKind.String => property.Value.GetString()!,
                JsonValueKind.True => "true",
                JsonValueKind.False => "false",
                _ => null,
            };
            if (!limits.ContainsKey(property.Name))
            {
                var near = NearestWord.Find(property.Name, LimitWords.Names);
                return FieldReading<IReadOnlyDictionary<string, string>>.Unusable(
                    near is null ? $"'{property.Name}' is no limit; there are {string.Join(", ", LimitWords.Names)}" : $"'{property.Name}' is no limit; did you mean '{near}'?");
            }

            if (text is null)
            {
                return FieldReading<IReadOnlyDictionary<string, string>>.Unusable(
                    property.Name is LimitWords.Umask
                        ? $"'{property.Name}' has to be a text such as \"0027\", not {JsonKind.Of(property.Value)}"
                        : $"'{property.Name}' has to be a text or a number, not {JsonKind.Of(property.Value)}");
            }

            if (LimitWords.With(ResourceLimits.None, property.Name, text, out var problem) is null)
            {
                return FieldReading<IReadOnlyDictionary<string, string>>.Unusable(problem.TrimEnd('.'));
            }

            limits[property.Name] = text;
        }

        return new(true, limits);
    }

    private static string Schema()
    {
        var members = LimitWords.Names.Select(name => $"\"{name}\":{{\"type\":{TypeOf(name)}}}");
        return $$"""{"type":"object","properties":{{{string.Join(',', members)}}},"additionalProperties":false}""";
    }

    private static string TypeOf(string name) => name switch
    {
        LimitWords.Umask => "\"string\"",
        LimitWords.NoNewPrivileges => "[\"boolean\",\"string\"]",
        _ => "[\"number\",\"string\"]",
    };
}
