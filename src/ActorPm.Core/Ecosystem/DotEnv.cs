using System.Collections.Immutable;
using System.Text;

namespace ActorPm.Core.Ecosystem;

/// <summary>The text of a <c>.env</c> file → variables, as foreman reads it: <c>NAME=value</c> lines, quotes taken off, escapes only in double quotes.</summary>
public static class DotEnv
{
    /// <summary>The variables; lines that are none (comments, blank lines) are left out.</summary>
    public static ImmutableSortedDictionary<string, string> Read(string text)
    {
        var variables = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            var assignment = line.StartsWith("export ", StringComparison.Ordinal) ? line["export ".Length..].TrimStart() : line;
            var equals = assignment.IndexOf('=', StringComparison.Ordinal);
            var name = equals > 0 ? assignment[..equals].TrimEnd() : "";
            if (name.Length > 0 && name.All(character => char.IsAsciiLetterOrDigit(character) || character == '_'))
            {
                variables[name] = Value(assignment[(equals + 1)..].Trim());
            }
        }

        return variables.ToImmutable();
    }

    private static string Value(string text)
    {
        if (text.Length >= 2 && text[0] == '\'' && text[^1] == '\'')
        {
            return text[1..^1];
        }

        return text.Length >= 2 && text[0] == '"' && text[^1] == '"' ? Unescaped(text[1..^1]) : text;
    }

    private static string Unescaped(string text)
    {
        var value = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '\\' && i + 1 < text.Length)
            {
                i++;
                value.Append(text[i] == 'n' ? '\n' : text[i]);
            }
            else
            {
                value.Append(text[i]);
            }
        }

        return value.ToString();
    }
}
