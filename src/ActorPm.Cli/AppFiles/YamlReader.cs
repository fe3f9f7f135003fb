using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ActorPm.Core.Ecosystem;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorPm.Cli.AppFiles;

/// <summary>
/// YAML → JSON: one document, plain scalars by <see cref="YamlScalar"/>, anchors and merge keys. Reads the parser's events, which needs no
/// reflection; what aliases multiply is bounded.
/// </summary>
internal sealed class YamlReader
{
    // Far more than a thousand apps have; a file of ten lines can ask for millions by aliases of aliases.
    private const int MaxValues = 100_000;

    private readonly Parser _parser;
    private readonly Dictionary<string, (JsonNode? Node, int Values)> _anchors = [];
    private int _values;

    private readonly ValueLines? _lines;

    private YamlReader(string text, ValueLines? lines)
    {
        _parser = new Parser(new StringReader(text));
        _lines = lines;
    }

    /// <summary>The text's only document.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Gets where each value stands; null when nobody asks.</param>
    /// <exception cref="AppFileSyntaxException">It is no YAML, or too much of it.</exception>
    public static JsonElement Read(string text, ValueLines? lines = null)
    {
        try
        {
            return JsonTree.ToElement(new YamlReader(text, lines).ReadDocument());
        }
        catch (YamlException e)
        {
            throw AppFileSyntaxException.At("YAML", e.Start.Line, e.Start.Column, e.Message);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            // YamlDotNet on a flow that is never closed, half of a surrogate pair, or a tag that is no URI: it has no exception of its own for them.
            throw new AppFileSyntaxException("not YAML: a bracket, a brace or a quote is not closed, an escape is no character, or a tag (!…) is no URI");
        }
    }

    private JsonNode? ReadDocument()
    {
        _parser.Consume<StreamStart>();
        if (_parser.Accept<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadValue(depth: 0, "");
        _parser.Consume<DocumentEnd>();
        return _parser.Accept<DocumentStart>(out var second) ? throw Mistake(second, "an app file is one document, and here begins a second") : root;
    }

    private JsonNode? ReadValue(int depth, string path)
    {
        if (depth >= JsonTree.MaxDepth)
        {
            throw Mistake(_parser.Current!, $"more than {JsonTree.MaxDepth} lists and mappings in each other");
        }

        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            var (node, values) = _anchors.TryGetValue(alias.Value.Value, out var found) ? found : throw Mistake(alias, $"there is no anchor '{alias.Value.Value}' before this");
            Count(alias, values);
            return node?.DeepClone();
        }

        var before = _values;
        if (_parser.Current is not NodeEvent start)
        {
            throw Mistake(_parser.Current!, "a value should be here");
        }

        Count(start, 1);
        JsonNode? value;
        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            value = YamlScalar.Read(scalar);
        }
        else if (_parser.TryConsume<SequenceStart>(out _))
        {
            value = ReadSequence(depth, path);
        }
        else
        {
            _parser.Consume<MappingStart>();
            value = ReadMapping(depth, path);
        }

        if (!start.Anchor.IsEmpty)
        {
            _anchors[start.Anchor.Value] = (value, _values - before);
        }

        return value;
    }

    private JsonArray ReadSequence(int depth, string path)
    {
        var elements = new JsonArray();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            elements.Add(ReadValue(depth + 1, Note(string.Create(CultureInfo.InvariantCulture, $"{path}[{elements.Count}]"), _parser.Current!)));
        }

        return elements;
    }

    private JsonObject ReadMapping(int depth, string path)
    {
        var members = new JsonObject();
        var merged = new List<JsonNode?>();
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            if (!_parser.TryConsume<Scalar>(out var key))
            {
                throw Mistake(_parser.Current!, "a key is a text, not a list, a mapping or an alias");
            }

            var value = ReadValue(depth + 1, Note(ValueLines.Member(path, key.Value), key));
            if (key is { Value: "<<", Style: ScalarStyle.Plain })
            {
                merged.AddRange(value is JsonArray list ? list : [value]);
            }
            else if (!members.TryAdd(key.Value, value))
            {
                throw Mistake(key, $"the key '{key.Value}' occurs twice; remove one");
            }
        }

        // A merged mapping gives what the mapping itself does not say; of several, the first.
        foreach (var (key, value) in merged.OfType<JsonObject>().SelectMany(mapping => mapping))
        {
            members.TryAdd(key, value?.DeepClone());
        }

        return members;
    }

    private string Note(string path, ParsingEvent where)
    {
        _lines?.Add(path, (int)where.Start.Line);
        return path;
    }

    private void Count(ParsingEvent where, int values)
    {
        _values += values;
        if (_values > MaxValues)
        {
            throw Mistake(where, $"more than {MaxValues} values, aliases counted as what they stand for");
        }
    }

    private static AppFileSyntaxException Mistake(ParsingEvent where, string cause) =>
        AppFileSyntaxException.At("YAML", where.Start.Line, where.Start.Column, cause);
}
