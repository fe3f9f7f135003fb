using System.Globalization;
using System.Text;
using System.Text.Json;

namespace ActorPm.Cli.Rendering;

/// <summary>Numbers, strings and keys as JavaScript writes them.</summary>
internal static class NodeText
{
    /// <summary>The shortest decimal that reads back as the same number, in JavaScript's layout.</summary>
    public static string Number(double number)
    {
        if (number == 0)
        {
            return double.IsNegative(number) ? "-0" : "0";
        }

        if (!double.IsFinite(number))
        {
            return number > 0 ? "Infinity" : "-Infinity";
        }

        var (digits, exponent) = Split(Math.Abs(number).ToString("R", CultureInfo.InvariantCulture));
        var sign = number < 0 ? "-" : "";
        return sign + Layout(digits, exponent);
    }

    /// <summary>A string in the quotes that need the fewest escapes.</summary>
    public static string Quoted(string text)
    {
        var quote = !text.Contains('\'', StringComparison.Ordinal) ? '\''
            : !text.Contains('"', StringComparison.Ordinal) ? '"'
            : !text.Contains('`', StringComparison.Ordinal) && !text.Contains("${", StringComparison.Ordinal) ? '`'
            : '\'';
        var quoted = new StringBuilder(text.Length + 2).Append(quote);
        foreach (var character in text)
        {
            _ = character switch
            {
                '\b' => quoted.Append("\\b"),
                '\t' => quoted.Append("\\t"),
                '\n' => quoted.Append("\\n"),
                '\f' => quoted.Append("\\f"),
                '\r' => quoted.Append("\\r"),
                '\\' => quoted.Append("\\\\"),
                '\'' when quote == '\'' => quoted.Append("\\'"),
                < ' ' or (>= '\x7F' and <= '\x9F') => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:X2}"),
                _ => quoted.Append(character),
            };
        }

        return quoted.Append(quote).ToString();
    }

    /// <summary>A property's name: bare when it is a plain word.</summary>
    public static string Key(string key) => key switch
    {
        "__proto__" => "['__proto__']",
        _ when IsPlainWord(key) => key,
        _ => Quoted(key),
    };

    /// <summary>The properties in the order in which JavaScript keeps them: whole numbers ascending, then the others as they came; of equals the last.</summary>
    public static List<(string Key, JsonElement Value)> Ordered(JsonElement value)
    {
        var numbered = new SortedDictionary<uint, (string, JsonElement)>();
        var others = new List<(string Key, JsonElement Value)>();
        var places = new Dictionary<string, int>();
        foreach (var property in value.EnumerateObject())
        {
            var name = property.Name;
            if (IsIndex(name, out var index))
            {
                numbered[index] = (name, property.Value);
            }
            else if (places.TryGetValue(name, out var place))
            {
                others[place] = (name, property.Value);
            }
            else
            {
                places.Add(name, others.Count);
                others.Add((name, property.Value));
            }
        }

        return [.. numbered.Values, .. others];
    }

    private static bool IsIndex(string name, out uint index) =>
        uint.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < uint.MaxValue && (name.Length == 1 || name[0] != '0');

    private static bool IsPlainWord(string key) =>
        key.Length > 0 && !char.IsAsciiDigit(key[0]) && key.All(character => char.IsAsciiLetterOrDigit(character) || character == '_');

    // "1.25E+003" → ("125", 3): the value is 1.25 × 10³.
    private static (string Digits, int Exponent) Split(string text)
    {
        var mark = text.IndexOf('E', StringComparison.Ordinal);
        var mantissa = mark < 0 ? text : text[..mark];
        var exponent = mark < 0 ? 0 : int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var point = mantissa.IndexOf('.', StringComparison.Ordinal);
        var whole = point < 0 ? mantissa : mantissa[..point];
        var all = whole + (point < 0 ? "" : mantissa[(point + 1)..]);
        var leading = all.Length - all.TrimStart('0').Length;
        return (all.Trim('0'), exponent + whole.Length - 1 - leading);
    }

    private static string Layout(string digits, int exponent)
    {
        if (exponent is < -6 or > 20)
        {
            var mantissa = digits.Length == 1 ? digits : $"{digits[0]}.{digits[1..]}";
            return string.Create(CultureInfo.InvariantCulture, $"{mantissa}e{(exponent < 0 ? "-" : "+")}{Math.Abs(exponent)}");
        }

        return exponent < 0 ? "0." + new string('0', -exponent - 1) + digits
            : digits.Length <= exponent + 1 ? digits.PadRight(exponent + 1, '0')
            : $"{digits[..(exponent + 1)]}.{digits[(exponent + 1)..]}";
    }
}
