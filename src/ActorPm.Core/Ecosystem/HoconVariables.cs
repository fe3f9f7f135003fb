using System.Text;

namespace ActorPm.Core.Ecosystem;

/// <summary>
/// Puts variables of the environment in the place of substitutions that the text has no value for, as HOCON wants it and Akka's parser does not: <c>${HOME}</c>. Only names in
/// capitals (A to Z, digits, '_') without dots are variables; what has a value in the same text is that value.
/// </summary>
public static class HoconVariables
{
    /// <summary>The text with the values, each in quotes.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="variable">The value of a variable; null when it is not set: the substitution stays, and the parser says that nothing is there for it.</param>
    public static string Resolve(string text, Func<string, string?> variable)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return text;
        }

        var places = HoconPlaces.Of(text);
        var result = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length;)
        {
            var end = at + 1;
            if (text[at] == '"')
            {
                end = HoconQuotes.Behind(text, at);
            }
            else if (text[at] == '#' || text.AsSpan(at).StartsWith("//"))
            {
                end = text.IndexOf('\n', at) is var line and >= 0 ? line : text.Length;
            }
            else if (text.AsSpan(at).StartsWith("${") && text.IndexOf('}', at) is var close and > 0 && text[(at + 2)..close] is { Length: > 0 } name
                && name.All(letter => char.IsAsciiLetterUpper(letter) || char.IsAsciiDigit(letter) || letter == '_') && places.LineOf(name) is null && variable(name) is { } value)
            {
                result.Append('"').Append(value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)).Append('"');
                at = close + 1;
                continue;
            }

            result.Append(text, at, end - at);
            at = end;
        }

        return result.ToString();
    }
}
