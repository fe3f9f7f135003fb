using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ActorPm.Cli.AppFiles;

/// <summary>What a YAML scalar means, by the core schema of YAML 1.2: so <c>yes</c> and <c>on</c> are texts.</summary>
internal static class YamlScalar
{
    /// <summary>The value; null for null.</summary>
    public static JsonNode? Read(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty ? "" : scalar.Tag.Value;
        if (tag == "tag:yaml.org,2002:str" || (tag.Length == 0 && scalar.Style is not ScalarStyle.Plain))
        {
            return JsonValue.Create(scalar.Value);
        }

        return scalar.Value switch
        {
            "" or "~" or "null" or "Null" or "NULL" => null,
            "true" or "True" or "TRUE" => JsonValue.Create(true),
            "false" or "False" or "FALSE" => JsonValue.Create(false),
            var text => Number(text) ?? JsonValue.Create(text),
        };
    }

    private static JsonValue? Number(string text)
    {
        if (text.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal) ? JsonValue.Create(hexadecimal) : null;
        }

        if (text.StartsWith("0o", StringComparison.Ordinal))
        {
            return text.Length is > 2 and < 20 && text.AsSpan(2).IndexOfAnyExceptInRange('0', '7') < 0 ? JsonValue.Create(Convert.ToInt64(text[2..], 8)) : null;
        }

        // A thousands separator, a blank or a currency sign makes a text.
        const NumberStyles Core = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent;
        if (!char.IsAsciiDigit(text[^1]) && text[^1] != '.')
        {
            return null;
        }

        return decimal.TryParse(text, Core, CultureInfo.InvariantCulture, out var exact)
            ? JsonValue.Create(exact)
            : double.TryParse(text, Core, CultureInfo.InvariantCulture, out var value) && double.IsFinite(value) ? JsonValue.Create(value) : null;
    }
}
