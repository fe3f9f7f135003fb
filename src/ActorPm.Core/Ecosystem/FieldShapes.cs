using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Apps;
using ActorPm.Core.Rollouts;
using ActorPm.Core.Routing;

namespace ActorPm.Core.Ecosystem;

/// <summary>The shapes that values of an app's fields have.</summary>
internal static class FieldShapes
{
    public static readonly FieldShape<string> Text = new("a text that is not empty", """{"type":"string","minLength":1}""", ReadText);

    public static readonly FieldShape<string> TextOrNumber = new(
        "a text or a number", """{"type":["string","number"]}""",
        value => value.ValueKind is JsonValueKind.Number ? Read(value.GetRawText()) : ReadText(value));

    public static readonly FieldShape<string> TextOrTruth = new(
        "a text, true or false", """{"type":["string","boolean"]}""", value => value.ValueKind switch
        {
            JsonValueKind.True => Read("true"),
            JsonValueKind.False => Read("false"),
            _ => ReadText(value),
        });

    public static readonly FieldShape<bool> Truth = new("true or false", """{"type":"boolean"}""", value => value.ValueKind switch
    {
        JsonValueKind.True => Read(true),
        JsonValueKind.False => Read(false),
        JsonValueKind.String when bool.TryParse(value.GetString(), out var truth) => Read(truth),
        _ => FieldReading<bool>.Unusable(),
    });

    public static readonly FieldShape<int> WholeNumber = new(
        "a whole number of at least 0", """{"type":["integer","string"],"minimum":0,"pattern":"^[0-9]+$"}""",
        value => TryWholeNumber(value, out var number) ? Read(number) : FieldReading<int>.Unusable());

    public static readonly FieldShape<double> Duration = new(
        "a number of milliseconds or a duration such as \"2s\"", """{"type":["number","string"],"minimum":0,"pattern":"^[0-9]*\\.?[0-9]+(ms|s|m|h)?$"}""",
        value => value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && DurationText.TryParseMilliseconds(value.ValueKind is JsonValueKind.String ? value.GetString()! : value.GetRawText(), out var milliseconds)
                ? Read(milliseconds)
                : FieldReading<double>.Unusable());

    public static readonly FieldShape<string> Memory = new(
        "an amount of memory: bytes, or a number with K, M or G such as \"200M\"", """{"type":["number","string"],"minimum":0,"pattern":"^[0-9]*\\.?[0-9]+[KkMmGg]?$"}""",
        value => Plain(value) is { } text && MemoryText.TryParse(text, out _) ? Read(text) : FieldReading<string>.Unusable());

    public static readonly FieldShape<string> InstanceCount = new(
        "a number of instances, \"max\", or a negative number for fewer than processors", """{"type":["integer","string"],"pattern":"^(max|-?[0-9]+)$"}""",
        value => Plain(value) is { } text && AppSpecResolver.TryParseInstances(text, processors: 1) is not null ? Read(text) : FieldReading<string>.Unusable());

    public static readonly FieldShape<IReadOnlyList<string>> Texts = new(
        "a list of texts, or one text that is split at blanks", """{"type":["array","string"],"items":{"type":["string","number","boolean"]}}""", ReadTexts);

    public static readonly FieldShape<IReadOnlyList<int>> ExitCodes = new(
        "a list of exit codes from 0 to 255", """{"type":["array","integer","string"],"items":{"type":["integer","string"],"minimum":0,"maximum":255}}""", ReadExitCodes);

    public static readonly FieldShape<IReadOnlyDictionary<string, string>> Variables = new(
        "an object of variables, or a text such as \"A=1 B=2\"", """{"type":["object","string"]}""", ReadVariables);

    public static readonly FieldShape<EnvironmentFilter> Filter = new(
        "true for all variables, one name, or a list of parts of names", """{"type":["boolean","string","array"],"items":{"type":"string"}}""", value => value.ValueKind switch
        {
            JsonValueKind.True => Read(new EnvironmentFilter(true, [], [])),
            JsonValueKind.False => Read(EnvironmentFilter.None),
            JsonValueKind.String when value.GetString() is { Length: > 0 } name => Read(new EnvironmentFilter(false, [name], [])),
            JsonValueKind.Array when ReadTexts(value) is { IsRead: true, Value: { } parts } => Read(new EnvironmentFilter(false, [], [.. parts.Where(part => part.Length > 0)])),
            _ => FieldReading<EnvironmentFilter>.Unusable(),
        });

    /// <summary>Watching: whether, or what. One text is one path, whatever blanks it has.</summary>
    public static readonly FieldShape<(bool Watches, IReadOnlyList<string>? Paths)> Watch = new(
        "true, false, a path or a list of paths", """{"type":["boolean","string","array"],"items":{"type":"string"}}""", value => value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => Read<(bool, IReadOnlyList<string>?)>((value.GetBoolean(), null)),
            JsonValueKind.String when value.GetString() is { Length: > 0 } path => Read<(bool, IReadOnlyList<string>?)>((true, [path])),
            JsonValueKind.Array when ReadTexts(value) is { IsRead: true, Value: { } paths } => Read<(bool, IReadOnlyList<string>?)>((paths.Count > 0, paths)),
            _ => FieldReading<(bool, IReadOnlyList<string>?)>.Unusable(),
        });

    /// <summary>Where to listen. Several in one text stand behind blanks.</summary>
    public static readonly FieldShape<IReadOnlyList<string>> Addresses = new(
        "an address to listen on (a port, \"127.0.0.1:8080\" or \"unix:/run/app.sock\"), or a list of them",
        """{"type":["integer","string","array"],"minimum":1,"maximum":65535,"items":{"type":["integer","string"],"minimum":1,"maximum":65535}}""",
        value =>
        {
            var texts = ReadTexts(value);
            return texts.Value?.Select(AddressProblem).FirstOrDefault(problem => problem is not null) is { } problem ? FieldReading<IReadOnlyList<string>>.Unusable(problem) : texts;
        });

    /// <summary>Where to connect; empty for the instance's own address.</summary>
    public static readonly FieldShape<string> ProbedAddress = new(
        "true for the instance's own address, or an address such as 9000", """{"type":["boolean","integer","string"],"minimum":1,"maximum":65535}""", value => value.ValueKind switch
        {
            JsonValueKind.True => Read(""),
            JsonValueKind.Number or JsonValueKind.String when Plain(value) is { Length: > 0 } text =>
                AddressProblem(text) is { } problem ? FieldReading<string>.Unusable(problem) : Read(text),
            _ => FieldReading<string>.Unusable(),
        });

    /// <summary>What says that an instance is online.</summary>
    public static readonly FieldShape<string> ReadySign = new(
        "\"spawned\", \"message\", \"listening\", \"notify\" or \"log:REGEX\"", """{"type":"string","pattern":"^(spawned|message|listening|notify|log:.+)$"}""",
        value => value.ValueKind is not JsonValueKind.String ? FieldReading<string>.Unusable()
            : ReadyOn.TryParse(value.GetString()!, out var wish, out var problem) ? Read(wish.ToString()) : FieldReading<string>.Unusable(problem));

    /// <summary>How many at a time.</summary>
    public static readonly FieldShape<string> AtATime = new(
        "a number of instances of at least 1, or a share such as \"25%\"", """{"type":["integer","string"],"minimum":1,"pattern":"^[0-9]+%?$"}""",
        value => Plain(value) is { } text && Surge.TryParse(text, out _) ? Read(text) : FieldReading<string>.Unusable());

    /// <summary>Anything, kept as JSON.</summary>
    public static readonly FieldShape<string> Anything = new("anything", "{}", value => Read(value.GetRawText()));

    /// <summary>One of a few words.</summary>
    public static FieldShape<string> Choice(params string[] words) => new(
        string.Join(", ", words[..^1].Select(word => $"\"{word}\"")) + $" or \"{words[^1]}\"",
        $$"""{"enum":[{{string.Join(',', words.Select(word => $"\"{word}\""))}}]}""",
        value => value.ValueKind is JsonValueKind.String && words.Contains(value.GetString(), StringComparer.Ordinal)
            ? Read(value.GetString()!)
            : FieldReading<string>.Unusable());

    // A relative path of a socket becomes absolute later, when it is known where the app runs.
    private static string? AddressProblem(string text) =>
        ListenAddress.TryParse(ListenAddress.Rooted(text, path => "/" + path.TrimStart('/')), out _, out var problem) ? null : problem;

    private static FieldReading<T> Read<T>(T value) => new(true, value);

    private static FieldReading<string> ReadText(JsonElement value) =>
        value.ValueKind is JsonValueKind.String && value.GetString() is { Length: > 0 } text ? Read(text) : FieldReading<string>.Unusable();

    private static string? Plain(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Number => value.GetRawText(),
        JsonValueKind.String => value.GetString(),
        _ => null,
    };

    private static FieldReading<IReadOnlyList<string>> ReadTexts(JsonElement value)
    {
        if (value.ValueKind is JsonValueKind.String)
        {
            return Read(ArgumentText.Split(value.GetString()!));
        }

        if (value.ValueKind is JsonValueKind.Number)
        {
            return Read<IReadOnlyList<string>>([value.GetRawText()]);
        }

        if (value.ValueKind is not JsonValueKind.Array)
        {
            return FieldReading<IReadOnlyList<string>>.Unusable();
        }

        var texts = new List<string>();
        foreach (var element in value.EnumerateArray())
        {
            if (element.ValueKind is JsonValueKind.Object or JsonValueKind.Array or JsonValueKind.Null)
            {
                return FieldReading<IReadOnlyList<string>>.Unusable(element);
            }

            texts.Add(element.ValueKind is JsonValueKind.String ? element.GetString()! : element.GetRawText());
        }

        return Read<IReadOnlyList<string>>(texts);
    }

    private static FieldReading<IReadOnlyList<int>> ReadExitCodes(JsonElement value)
    {
        var codes = new List<int>();
        foreach (var element in value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value])
        {
            if (!TryWholeNumber(element, out var code) || code > 255)
            {
                return FieldReading<IReadOnlyList<int>>.Unusable(element);
            }

            codes.Add(code);
        }

        return Read<IReadOnlyList<int>>(codes);
    }

    private static FieldReading<IReadOnlyDictionary<string, string>> ReadVariables(JsonElement value)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        if (value.ValueKind is JsonValueKind.String)
        {
            foreach (var word in ArgumentText.Split(value.GetString()!))
            {
                var equals = word.IndexOf('=', StringComparison.Ordinal);
                if (equals <= 0)
                {
                    return FieldReading<IReadOnlyDictionary<string, string>>.Unusable();
                }

                variables[word[..equals]] = word[(equals + 1)..];
            }
        }
        else if (value.ValueKind is JsonValueKind.Object)
        {
            foreach (var variable in value.EnumerateObject().Where(variable => variable.Value.ValueKind is not JsonValueKind.Null))
            {
                variables[variable.Name] = variable.Value.ValueKind is JsonValueKind.String ? variable.Value.GetString()! : variable.Value.GetRawText();
            }
        }
        else
        {
            return FieldReading<IReadOnlyDictionary<string, string>>.Unusable();
        }

        return Read<IReadOnlyDictionary<string, string>>(variables.ToImmutable());
    }

    private static bool TryWholeNumber(JsonElement value, out int number)
    {
        number = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetInt32(out number) && number >= 0,
            JsonValueKind.String => int.TryParse(value.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }
}
