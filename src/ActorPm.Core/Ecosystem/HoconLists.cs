namespace ActorPm.Core.Ecosystem;

/// <summary>
/// Finds what Akka's HOCON parser does not survive. Within a list it passes over no character that no text without quotes may hold: it adds empty values for ever, until
/// the memory is full. <c>[127.0.0.1:80]</c> and <c>[*.js]</c> are such lists. Three quotes it knows at the beginning of a value only; elsewhere they are an empty text and the
/// beginning of another one, so that what follows may be such a list though it looks like a text. Of a substitution it reads a path, and passes over the next letter, whichever
/// that is; one that is never closed it never leaves.
/// </summary>
public static class HoconLists
{
    // What ends a text without quotes (Akka.Configuration.Hocon.HoconTokenizer.NotInUnquotedText) and begins nothing else.
    private const string Lethal = ":=}`^?!@*&\\";

    // What no text without quotes holds, the path of a substitution included.
    private const string Special = "$\"{}[],#" + Lethal;

    private const string Quote = "\"", LongQuote = "\"\"\"";

    /// <summary>The first mistake as a sentence with its line; null when there is none.</summary>
    public static string? Mistake(string text)
    {
        var open = new Stack<char>();
        var before = '\0';
        for (var at = 0; at < text.Length;)
        {
            var isLong = text.AsSpan(at).StartsWith(LongQuote);
            if (isLong && !(before is '=' or ':' or '[' or '$' || (before == ',' && open.TryPeek(out var inside) && inside == '[')))
            {
                return $"line {LineOf(text, at)}: three quotes may stand at the beginning of a value only; put one quote on each side";
            }

            if (text.AsSpan(at).StartsWith("${") && BehindSubstitution(text, at + 2) < 0)
            {
                return $"line {LineOf(text, at)}: a substitution is ${{path}}, without blanks, quotes or brackets in it; one that may be missing (${{?path}}) is not known here";
            }

            if (BehindWhole(text, at) is var behind && behind > at)
            {
                if (isLong && !text.AsSpan(at + LongQuote.Length, behind - at - LongQuote.Length).EndsWith(LongQuote))
                {
                    return $"line {LineOf(text, at)}: a text in three quotes is never closed";
                }

                before = text[at] is '#' or '/' ? before : text[at];
                at = behind;
                continue;
            }

            var letter = text[at++];
            before = char.IsWhiteSpace(letter) ? before : letter;
            if (open.TryPeek(out var around) && around == '[' && (Lethal.Contains(letter, StringComparison.Ordinal) || (letter == '$' && !text.AsSpan(at).StartsWith("{"))))
            {
                return $"line {LineOf(text, at)}: '{letter}' stands in a list; put the text in quotes, or close the list with ']' before it";
            }

            if (letter is '[' or '{')
            {
                open.Push(letter);
            }
            else if (letter is ']' or '}' && (!open.TryPop(out var opened) || opened != (letter == ']' ? '[' : '{')))
            {
                // The parser would take it for the end of something else, and what follows for what is in a list.
                return $"line {LineOf(text, at)}: '{letter}' closes nothing that is open there; remove it, or close first what is within";
            }
        }

        return open.Contains('[') ? "a list is never closed; add ']'" : null;
    }

    private static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    /// <summary>Where a comment, a text in quotes or a substitution ends that begins here; the same place when none does.</summary>
    private static int BehindWhole(string text, int at)
    {
        var rest = text.AsSpan(at);
        if (rest[0] == '#' || rest.StartsWith("//"))
        {
            return Behind(text, at, "\n");
        }

        if (rest.StartsWith(LongQuote))
        {
            return Behind(text, at + LongQuote.Length, LongQuote);
        }

        if (rest.StartsWith("${"))
        {
            return BehindSubstitution(text, at + 2);
        }

        if (!rest.StartsWith(Quote))
        {
            return at;
        }

        for (var next = at + 1; next < text.Length; next++)
        {
            if (text[next] == '\\')
            {
                next++;
            }
            else if (text[next] == '"')
            {
                return next + 1;
            }
        }

        return text.Length;
    }

    // Below 0 when it is none that the parser reads as a whole.
    private static int BehindSubstitution(string text, int from)
    {
        var next = from;
        while (next < text.Length && !Special.Contains(text[next], StringComparison.Ordinal) && !char.IsWhiteSpace(text[next]) && !text.AsSpan(next).StartsWith("//"))
        {
            next++;
        }

        return next < text.Length && text[next] == '}' ? next + 1 : -1;
    }

    private static int Behind(string text, int from, string end) =>
        text.IndexOf(end, from, StringComparison.Ordinal) is var found and >= 0 ? found + end.Length : text.Length;
}
