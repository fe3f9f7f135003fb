using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace ActorPm.Core.Watching;

/// <summary>
/// A pattern for absolute paths, in the words of shells: <c>*</c> and <c>?</c> within a name, <c>**</c> over any number of directories,
/// <c>[a-z]</c>, <c>[!a-z]</c>, <c>{a,b}</c>, <c>{1..9}</c>, and <c>\</c> before a character that shall stand for itself. Names that begin with a
/// dot are like any other. Whoever matches a directory matches all that is in it.
/// </summary>
public sealed class GlobPattern
{
    // A range of more numbers is no pattern but a slip of the finger; it is taken as it stands.
    private const int MostNumbers = 1000;

    // PATH_MAX of Linux, in characters: no path is longer, and to make an expression of twenty thousand takes seconds.
    private const int LongestPattern = 4096;

    // Fewer than the states that the engine takes (ten thousand), as each takes a character at least.
    private const int LongestExpression = 8192;

    private static readonly Regex Nothing = new(@"[^\s\S]", RegexOptions.NonBacktracking);

    // Made when something is matched: half a megabyte of memory goes into making one.
    private readonly Lazy<Regex> _expression;

    private GlobPattern(string text, string root, string? expression)
    {
        Text = text;
        Root = root;
        IsTooLarge = expression is null;
        _expression = new Lazy<Regex>(() => Compile(expression));
    }

    /// <summary>The pattern, made absolute.</summary>
    public string Text { get; }

    /// <summary>The longest path that all it can match have in common: where a watch of it has to begin.</summary>
    public string Root { get; }

    /// <summary>Reads a pattern. Every text is one: what is not closed stands for itself.</summary>
    /// <param name="text">Absolute, or relative to <paramref name="directory"/>; <c>./</c> and <c>../</c> are understood.</param>
    /// <param name="directory">The absolute directory that it is relative to, literally.</param>
    public static GlobPattern Parse(string text, string directory)
    {
        var absolute = Path.TrimEndingDirectorySeparator(Path.GetFullPath(text, Escape(directory)));
        var fixedNames = string.Join('/', text.Split('/').TakeWhile(name => !IsGlob(name)));
        var root = Path.TrimEndingDirectorySeparator(Path.GetFullPath(fixedNames.Length == 0 && text.StartsWith('/') ? "/" : fixedNames, directory));
        var expression = absolute.Length > LongestPattern ? null : $"^{Translate(absolute)}(?:/.*)?$";
        return new GlobPattern(absolute, root, expression?.Length > LongestExpression ? null : expression);
    }

    /// <summary>Whether the pattern is larger than any that can be matched; it matches nothing then.</summary>
    public bool IsTooLarge { get; }

    /// <summary>Whether a text holds anything that is more than itself as a pattern.</summary>
    public static bool IsGlob(string text) =>
        text.AsSpan().IndexOfAny('*', '?') >= 0
        || (text.Contains('[', StringComparison.Ordinal) && text.Contains(']', StringComparison.Ordinal))
        || (text.Contains('{', StringComparison.Ordinal) && text.Contains('}', StringComparison.Ordinal));

    /// <summary>Whether a path, or a directory that it is in, is meant.</summary>
    /// <param name="path">Absolute, without a slash at the end.</param>
    public bool IsMatch(string path) => _expression.Value.IsMatch(path);

    /// <inheritdoc/>
    public override string ToString() => Text;

    // The engine without backtracking: no pattern can make the watch slow.
    private static Regex Compile(string? expression)
    {
        try
        {
            return expression is null ? Nothing : new Regex(expression, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline);
        }
        catch (NotSupportedException)
        {
            // More states than the engine takes after all.
            return Nothing;
        }
    }

    private static string Escape(string text) => string.Concat(text.Select(letter => "*?[]{}\\".Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : $"{letter}"));

    private static string Translate(string pattern)
    {
        var expression = new StringBuilder();
        for (var at = 0; at < pattern.Length;)
        {
            at = pattern[at] switch
            {
                '/' when IsAnyDepth(pattern, at + 1) => TranslateAnyDepth(pattern, at, expression),
                '*' => TranslateStars(pattern, at, expression),
                '?' => Append("[^/]", at + 1, expression),
                '[' => TranslateClass(pattern, at, expression),
                '{' => TranslateBraces(pattern, at, expression),
                '\\' when at + 1 < pattern.Length => Append(Literal(pattern[at + 1]), at + 2, expression),
                _ => Append(Literal(pattern[at]), at + 1, expression),
            };
        }

        return expression.ToString();
    }

    private static bool IsAnyDepth(string pattern, int at) =>
        string.CompareOrdinal(pattern, at, "**", 0, 2) == 0 && (at + 2 == pattern.Length || pattern[at + 2] == '/');

    // "/**/x" is "/x" at any depth; "/**" at the end is the directory and all that is in it.
    private static int TranslateAnyDepth(string pattern, int at, StringBuilder expression) =>
        Append(at + 3 < pattern.Length ? "(?:/[^/]+)*" : "(?:/.*)?", at + 3, expression);

    private static int TranslateStars(string pattern, int at, StringBuilder expression)
    {
        var end = at;
        while (end < pattern.Length && pattern[end] == '*')
        {
            end++;
        }

        return Append("[^/]*", end, expression);
    }

    private static int TranslateClass(string pattern, int at, StringBuilder expression)
    {
        var first = at + 1;
        var negated = first < pattern.Length && pattern[first] is '!' or '^';
        if (negated)
        {
            first++;
        }

        var members = new StringBuilder();
        for (var next = first; next < pattern.Length && pattern[next] != '/'; next++)
        {
            if (pattern[next] == ']' && next > first)
            {
                return Append(negated ? $"[^/{members}]" : $"[{members}]", next + 1, expression);
            }

            var isRange = pattern[next] == '-' && next > first && next + 1 < pattern.Length && pattern[next + 1] != ']' && pattern[next - 1] < pattern[next + 1];
            next += pattern[next] == '\\' && next + 1 < pattern.Length ? 1 : 0;
            members.Append(isRange ? "-" : ClassMember(pattern[next]));
        }

        return Append(Literal('['), at + 1, expression);
    }

    private static int TranslateBraces(string pattern, int at, StringBuilder expression)
    {
        var parts = ImmutableArray.CreateBuilder<string>();
        var depth = 0;
        var from = at + 1;
        for (var next = from; next < pattern.Length; next++)
        {
            switch (pattern[next])
            {
                case '\\':
                    next++;
                    break;
                case '{':
                    depth++;
                    break;
                case ',' when depth == 0:
                    parts.Add(pattern[from..next]);
                    from = next + 1;
                    break;
                case '}' when depth > 0:
                    depth--;
                    break;
                case '}' when parts.Count > 0:
                    parts.Add(pattern[from..next]);
                    return Append($"(?:{string.Join('|', parts.Select(Translate))})", next + 1, expression);
                case '}' when Numbers(pattern[from..next]) is { } numbers:
                    return Append($"(?:{string.Join('|', numbers)})", next + 1, expression);
                case '}':
                    return Append(Literal('{'), at + 1, expression);
            }
        }

        return Append(Literal('{'), at + 1, expression);
    }

    private static IEnumerable<string>? Numbers(string text) =>
        text.Split("..") is [var low, var high]
        && int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
        && int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var last)
        && last >= first && last - first < MostNumbers
            ? Enumerable.Range(first, last - first + 1).Select(number => number.ToString(CultureInfo.InvariantCulture))
            : null;

    private static string Literal(char letter) => Regex.Escape(letter.ToString());

    private static string ClassMember(char letter) => letter is '\\' or ']' or '[' or '^' or '-' ? $"\\{letter}" : letter.ToString();

    private static int Append(string text, int next, StringBuilder expression)
    {
        expression.Append(text);
        return next;
    }
}
