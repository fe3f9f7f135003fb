using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ActorPm.Core.Ecosystem;

/// <summary>
/// Reads JSON as people write it into app files: comments, commas at the end, keys without quotes, single quotes, all of JSON5. It is data,
/// never run, unlike in PM2, which evaluates it as JavaScript. A key that occurs twice has its last value, as in JavaScript.
/// </summary>
public static class Json5Reader
{
    /// <summary>The value of a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="lines">Gets where each value stands; null when nobody asks.</param>
    /// <exception cref="AppFileSyntaxException">It is none; with place and cause.</exception>
    public static JsonElement Read(string text, ValueLines? lines = null)
    {
        var cursor = new Json5Cursor(text) { Lines = lines };
        cursor.SkipBlanks();
        var root = ReadValue(cursor, depth: 0, "");
        cursor.SkipBlanks();
        return cursor.IsAtEnd ? JsonTree.ToElement(root) : throw cursor.Mistake($"nothing may follow the value, and there is {cursor.Seen}");
    }

    private static JsonNode? ReadValue(Json5Cursor cursor, int depth, string path)
    {
        if (depth >= JsonTree.MaxDepth)
        {
            throw cursor.Mistake($"more than {JsonTree.MaxDepth} lists and objects in each other");
        }

        return cursor.Here switch
        {
            _ when cursor.IsAtEnd => throw cursor.Mistake("the file ends where a value should be"),
            '{' => ReadObject(cursor, depth, path),
            '[' => ReadList(cursor, depth, path),
            '"' or '\'' or '`' => JsonValue.Create(ReadText(cursor)),
            '-' or '+' or '.' or (>= '0' and <= '9') => ReadNumber(cursor),
            _ => ReadWord(cursor),
        };
    }

    private static JsonObject ReadObject(Json5Cursor cursor, int depth, string path)
    {
        var members = new JsonObject();
        var from = cursor.Position;
        cursor.Take();
        while (true)
        {
            cursor.SkipBlanks();
            if (cursor.TryTake('}'))
            {
                return members;
            }

            var begin = cursor.Position;
            var key = ReadKey(cursor, from);
            var member = cursor.Note(path, key, begin);
            cursor.SkipBlanks();
            if (!cursor.TryTake(':'))
            {
                throw cursor.Mistake($"a ':' should follow the key '{key}', and there is {cursor.Seen}");
            }

            cursor.SkipBlanks();
            members[key] = ReadValue(cursor, depth + 1, member);
            cursor.SkipBlanks();
            if (!cursor.TryTake(',') && cursor.Here != '}')
            {
                throw cursor.IsAtEnd
                    ? cursor.MistakeAt(from, "an object begins here and never ends; add '}'")
                    : cursor.Mistake($"a ',' or '}}' should follow the value of '{key}', and there is {cursor.Seen}");
            }
        }
    }

    private static string ReadKey(Json5Cursor cursor, int objectBegins)
    {
        if (cursor.Here is '"' or '\'')
        {
            return ReadText(cursor);
        }

        var key = cursor.TakeWhile(IsWordCharacter);
        return key.Length > 0 ? key : throw (cursor.IsAtEnd
            ? cursor.MistakeAt(objectBegins, "an object begins here and never ends; add '}'")
            : cursor.Mistake($"a key should be here, and there is {cursor.Seen}"));
    }

    private static JsonArray ReadList(Json5Cursor cursor, int depth, string path)
    {
        var elements = new JsonArray();
        var from = cursor.Position;
        cursor.Take();
        while (true)
        {
            cursor.SkipBlanks();
            if (cursor.TryTake(']'))
            {
                return elements;
            }

            if (cursor.IsAtEnd)
            {
                throw cursor.MistakeAt(from, "a list begins here and never ends; add ']'");
            }

            elements.Add(ReadValue(cursor, depth + 1, cursor.Note(path, elements.Count)));
            cursor.SkipBlanks();
            if (!cursor.TryTake(',') && cursor.Here != ']')
            {
                throw cursor.IsAtEnd
                    ? cursor.MistakeAt(from, "a list begins here and never ends; add ']'")
                    : cursor.Mistake($"a ',' or ']' should follow the value, and there is {cursor.Seen}");
            }
        }
    }

    private static string ReadText(Json5Cursor cursor)
    {
        var from = cursor.Position;
        var quote = cursor.Take();
        var text = new StringBuilder();
        while (!cursor.IsAtEnd)
        {
            var character = cursor.Take();
            if (character == quote)
            {
                return WellFormed(text);
            }

            if (character == '\n' && quote != '`')
            {
                break;
            }

            if (character == '$' && quote == '`' && cursor.Here == '{')
            {
                throw cursor.Mistake("${…} is computed, and JSON is data; write an ecosystem.config.js for that");
            }

            if (character == '\\')
            {
                text.Append(ReadEscape(cursor));
            }
            else
            {
                text.Append(character);
            }
        }

        throw cursor.MistakeAt(from, $"a text begins here and its line ends before it; add {quote}");
    }

    // Halves of surrogate pairs can be written as escapes, and no UTF-8 can hold one alone.
    private static string WellFormed(StringBuilder text) => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text.ToString()));

    private static string ReadEscape(Json5Cursor cursor)
    {
        var escaped = cursor.Take();
        switch (escaped)
        {
            case 'n':
                return "\n";
            case 't':
                return "\t";
            case 'r':
                return "\r";
            case 'b':
                return "\b";
            case 'f':
                return "\f";
            case 'v':
                return "\v";
            case '0' when !char.IsAsciiDigit(cursor.Here):
                return "\0";
            case 'x':
                return cursor.TakeHexadecimal(2);
            case 'u' when cursor.TryTake('{'):
                var digits = cursor.TakeWhile(char.IsAsciiHexDigit);
                return cursor.TryTake('}') && int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && Rune.IsValid(value)
                    ? new Rune(value).ToString()
                    : throw cursor.Mistake("\\u{…} is the hexadecimal number of a character");
            case 'u':
                return cursor.TakeHexadecimal(4);
            case '\r':
                cursor.TryTake('\n');
                return "";
            case '\n':
                return "";
            default:
                return escaped.ToString();
        }
    }

    private static JsonNode ReadNumber(Json5Cursor cursor)
    {
        var from = cursor.Position;
        var text = cursor.TakeWhile(character => char.IsAsciiLetterOrDigit(character) || character is '+' or '-' or '.' or '_').Replace("_", "", StringComparison.Ordinal);
        var digits = text.TrimStart('+', '-');
        if (text.Length - digits.Length <= 1)
        {
            if (digits is "Infinity" or "NaN")
            {
                // JSON has no such number; the text says in a message what was written.
                return JsonValue.Create(text);
            }

            if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)
                && long.TryParse(digits.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal))
            {
                return JsonValue.Create(text[0] == '-' ? -hexadecimal : hexadecimal);
            }

            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var exact))
            {
                return JsonValue.Create(exact);
            }

            if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value))
            {
                return JsonValue.Create(value);
            }
        }

        throw cursor.MistakeAt(from, $"'{text}' is no number; put a text in quotes");
    }

    private static JsonNode? ReadWord(Json5Cursor cursor)
    {
        var from = cursor.Position;
        var word = cursor.TakeWhile(IsWordCharacter);
        switch (word)
        {
            case "true":
                return JsonValue.Create(true);
            case "false":
                return JsonValue.Create(false);
            case "null" or "undefined":
                return null;
            case "Infinity" or "NaN":
                return JsonValue.Create(word);
            case "":
                throw cursor.Mistake($"a value should be here, and there is {cursor.Seen}");
            default:
                throw cursor.MistakeAt(from, cursor.Here is '(' or '.'
                    ? $"'{word}{cursor.Here}…' is computed, and JSON is data; write an ecosystem.config.js for that"
                    : $"'{word}' is no value; put a text in quotes");
        }
    }

    private static bool IsWordCharacter(char character) => char.IsLetterOrDigit(character) || character is '_' or '$' or '-';
}
