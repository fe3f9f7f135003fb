using System.Text.Json;
using ActorPm.Core.Control;

namespace ActorPm.Cli.Rendering;

/// <summary>
/// JSON → the text that Node prints for the same value with <c>util.inspect(value, false, null, false)</c>, which is what PM2's
/// <c>prettylist</c> and <c>id</c> show. The rules are those of Node 20: a line of <see cref="BreakLength"/> columns, at most three levels on a
/// line, arrays of more than six items in columns.
/// </summary>
internal sealed class NodeInspect
{
    private const int BreakLength = 80;
    private const int LevelsOnALine = 3;
    private const int LongestArray = 100;
    private const int LongestString = 10_000;
    private const int ShortestBrokenString = 16;

    private int _indentation;

    // The depth of the object or array that was formatted last; empty ones do not count. Node decides by it what still fits on a line.
    private int _depthReached;

    private NodeInspect()
    {
    }

    /// <summary>The text, without a line feed at its end.</summary>
    public static string Of(JsonElement value) => new NodeInspect().Format(value, 0);

    private string Format(JsonElement value, int depth) => value.ValueKind switch
    {
        JsonValueKind.Object => FormatObject(value, depth + 1),
        JsonValueKind.Array => FormatArray(value, depth + 1),
        JsonValueKind.String => FormatString(value.GetString()!),
        JsonValueKind.Number => NodeText.Number(value.GetDouble()),
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        JsonValueKind.Null or JsonValueKind.Undefined => "null",
        _ => throw new ArgumentOutOfRangeException(nameof(value), value.ValueKind, "Not a kind of JSON."),
    };

    private string FormatObject(JsonElement value, int depth)
    {
        var properties = NodeText.Ordered(value);
        if (properties.Count == 0)
        {
            return "{}";
        }

        _depthReached = depth;
        var entries = new List<string>(properties.Count);
        foreach (var (key, content) in properties)
        {
            entries.Add($"{NodeText.Key(key)}: {Nested(content, depth)}");
        }

        return Join(entries, '{', '}', depth, entries.Count);
    }

    private string FormatArray(JsonElement value, int depth)
    {
        var length = value.GetArrayLength();
        if (length == 0)
        {
            return "[]";
        }

        _depthReached = depth;
        var entries = new List<string>(Math.Min(length, LongestArray + 1));
        var numbersOnly = true;
        foreach (var item in value.EnumerateArray().Take(LongestArray))
        {
            entries.Add(Nested(item, depth));
            numbersOnly &= item.ValueKind is JsonValueKind.Number;
        }

        string? rest = null;
        if (length > LongestArray)
        {
            rest = length - LongestArray is var more and > 1 ? $"... {Quantities.Number(more)} more items" : "... 1 more item";
            // Node looks at one item more than it shows.
            numbersOnly &= value[LongestArray].ValueKind is JsonValueKind.Number;
        }

        var count = entries.Count + (rest is null ? 0 : 1);
        var lines = count > 6
            ? NodeColumns.Group(entries, count, numbersOnly ? NodeColumns.Side.Right : NodeColumns.Side.Left, _indentation, BreakLength, LevelsOnALine)
            : entries;
        return Join(rest is null ? lines : [.. lines, rest], '[', ']', depth, count);
    }

    private string Nested(JsonElement value, int depth)
    {
        _indentation += 2;
        var text = Format(value, depth);
        _indentation -= 2;
        return text;
    }

    // On one line when nothing was grouped and it is neither too deep nor too long.
    private string Join(List<string> entries, char opening, char closing, int depth, int countBeforeGrouping)
    {
        if (_depthReached - depth < LevelsOnALine && entries.Count == countBeforeGrouping && FitsOnALine(entries))
        {
            var joined = string.Join(", ", entries);
            if (!joined.Contains('\n', StringComparison.Ordinal))
            {
                return $"{opening} {joined} {closing}";
            }
        }

        var line = "\n" + new string(' ', _indentation);
        return $"{opening}{line}  {string.Join("," + line + "  ", entries)}{line}{closing}";
    }

    private bool FitsOnALine(List<string> entries)
    {
        // The brace, the blanks and the commas, as Node counts them.
        var length = (2 * entries.Count) + _indentation + 11;
        return length + entries.Sum(entry => entry.Length) <= BreakLength && length + entries.Count <= BreakLength;
    }

    private string FormatString(string text)
    {
        var rest = "";
        if (text.Length > LongestString)
        {
            var more = text.Length - LongestString;
            rest = $"... {Quantities.Number(more)} more character{(more > 1 ? "s" : "")}";
            text = text[..LongestString];
        }

        if (text.Length <= ShortestBrokenString || text.Length <= BreakLength - _indentation - 4)
        {
            return NodeText.Quoted(text) + rest;
        }

        var pieces = new List<string>();
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start) is >= 0 and var found ? found + 1 : text.Length;
            pieces.Add(NodeText.Quoted(text[start..end]));
            start = end;
        }

        return string.Join(" +\n" + new string(' ', _indentation + 2), pieces) + rest;
    }
}
