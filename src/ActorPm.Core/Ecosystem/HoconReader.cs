namespace ActorPm.Core.Ecosystem;

/// <summary>Reads a text as <see cref="HoconLists"/> says: strictly within lists, and outside of them only as far as is needed to find lists.</summary>
/// <param name="text">The text.</param>
internal sealed class HoconReader(string text)
{
    // What ends a text without quotes (Akka.Configuration.Hocon.HoconTokenizer.NotInUnquotedText).
    private const string Special = "$\"{}[]:=,#`^?!@*&\\";

    // Deeper than any settings are; the parser itself calls itself for each.
    private const int MaxDepth = 200;

    private int _at;

    private bool IsOver => _at >= text.Length;

    private ReadOnlySpan<char> Rest => text.AsSpan(_at);

    /// <summary>The first mistake as a sentence with its line; null when there is none.</summary>
    public string? Read()
    {
        var open = 0;
        var before = '\0';
        while (!IsOver)
        {
            if (SkipComment())
            {
                continue;
            }

            var letter = text[_at];
            if (letter == '"' || Rest.StartsWith("${"))
            {
                if (ReadWhole(isBeginning: before is '=' or ':' or '$') is { } mistake)
                {
                    return mistake;
                }
            }
            else if (letter == '[')
            {
                _at++;
                if (ReadList(1) is { } mistake)
                {
                    return mistake;
                }
            }
            else if (letter == ']' || (letter == '}' && open-- == 0))
            {
                return At($"'{letter}' closes nothing that is open there; remove it, or close first what is within");
            }
            else
            {
                open += letter == '{' ? 1 : 0;
                _at++;
            }

            before = char.IsWhiteSpace(letter) ? before : letter;
        }

        return null;
    }

    private string? ReadList(int depth)
    {
        while (true)
        {
            SkipBlank();
            if (IsOver)
            {
                return "a list is never closed; add ']'";
            }

            if (text[_at] == ']')
            {
                _at++;
                return null;
            }

            if (text[_at] == '}')
            {
                return At("'}' stands in a list; put the text in quotes, or close the list with ']' before it");
            }

            if (ReadValue(depth) is { } mistake)
            {
                return mistake;
            }
        }
    }

    private string? ReadObject(int depth)
    {
        while (true)
        {
            SkipBlank();
            if (IsOver)
            {
                return "an object in a list is never closed; add '}'";
            }

            if (text[_at] == '}')
            {
                _at++;
                return null;
            }

            if (ReadField(depth) is { } mistake)
            {
                return mistake;
            }
        }
    }

    private string? ReadField(int depth)
    {
        var first = _at;
        while (!IsOver && (text[_at] == '"' || IsText()))
        {
            if (text[_at] != '"')
            {
                _at++;
            }
            else if (ReadWhole(isBeginning: false) is { } mistake)
            {
                return mistake;
            }
        }

        if (_at == first)
        {
            return At($"'{text[_at]}' stands where a key should be");
        }

        SkipSpaces();
        if (Rest.StartsWith("{"))
        {
            _at++;
            return ReadObject(depth + 1) ?? EndOfField();
        }

        if (!Rest.StartsWith("=") && !Rest.StartsWith(":") && !Rest.StartsWith("+="))
        {
            return IsOver ? "an object in a list is never closed; add '}'" : At($"'{Shown(text[_at])}' stands where '=' should be");
        }

        _at += Rest.StartsWith("+=") ? 2 : 1;
        while (!IsOver && (char.IsWhiteSpace(text[_at]) || SkipComment()))
        {
            SkipSpaces();
            _at += !IsOver && text[_at] == '\n' ? 1 : 0;
        }

        return IsOver || text[_at] is ',' or '}' ? null : ReadValue(depth) ?? EndOfField();
    }

    // Of an object behind which something else stands the parser loses its place.
    private string? EndOfField()
    {
        SkipSpaces();
        return IsOver || text[_at] is '\n' or ',' or '}' or '#' || Rest.StartsWith("//") ? null : At($"'{text[_at]}' stands where the next line, ',' or '}}' should be");
    }

    // One or more pieces on a line.
    private string? ReadValue(int depth)
    {
        if (depth > MaxDepth)
        {
            return At($"more than {MaxDepth} lists and objects in each other");
        }

        for (var isBeginning = true; !IsOver && text[_at] is not ('\n' or ',' or ']' or '}' or '#') && !Rest.StartsWith("//"); isBeginning = false)
        {
            var letter = text[_at];
            string? mistake = null;
            if (letter == '"' || Rest.StartsWith("${"))
            {
                mistake = ReadWhole(isBeginning);
            }
            else if (letter is '[' or '{')
            {
                _at++;
                mistake = letter == '[' ? ReadList(depth + 1) : ReadObject(depth + 1);
            }
            else if (Special.Contains(letter, StringComparison.Ordinal))
            {
                mistake = At($"'{letter}' stands in a list; put the text in quotes, or close the list with ']' before it");
            }
            else
            {
                _at++;
            }

            if (mistake is not null)
            {
                return mistake;
            }

            SkipSpaces();
        }

        return null;
    }

    // A text in quotes, or a substitution.
    private string? ReadWhole(bool isBeginning)
    {
        if (Rest.StartsWith("${"))
        {
            var behind = BehindSubstitution();
            _at = behind < 0 ? _at : behind;
            return behind < 0 ? At("a substitution is ${path}, without blanks, quotes or brackets in it; one that may be missing (${?path}) is not known here") : null;
        }

        if (Rest.StartsWith(HoconQuotes.Long))
        {
            if (!isBeginning)
            {
                return At("three quotes may stand at the beginning of a value only; put one quote on each side");
            }

            if (text.IndexOf(HoconQuotes.Long, _at + HoconQuotes.Long.Length, StringComparison.Ordinal) < 0)
            {
                return At("a text in three quotes is never closed");
            }
        }

        _at = HoconQuotes.Behind(text, _at);
        return null;
    }

    // Below 0 when it is none that the parser reads as a whole.
    private int BehindSubstitution()
    {
        var next = _at + 2;
        while (next < text.Length && !Special.Contains(text[next], StringComparison.Ordinal) && !char.IsWhiteSpace(text[next]) && !text.AsSpan(next).StartsWith("//"))
        {
            next++;
        }

        return next < text.Length && text[next] == '}' ? next + 1 : -1;
    }

    private bool IsText() => !Special.Contains(text[_at], StringComparison.Ordinal) && !char.IsWhiteSpace(text[_at]) && !Rest.StartsWith("//") && !Rest.StartsWith("+=");

    private void SkipBlank()
    {
        while (!IsOver && (char.IsWhiteSpace(text[_at]) || text[_at] == ',' || text[_at] == '#' || Rest.StartsWith("//")))
        {
            if (!SkipComment())
            {
                _at++;
            }
        }
    }

    private void SkipSpaces()
    {
        while (!IsOver && text[_at] != '\n' && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private bool SkipComment()
    {
        if (!Rest.StartsWith("#") && !Rest.StartsWith("//"))
        {
            return false;
        }

        var end = text.IndexOf('\n', _at);
        _at = end < 0 ? text.Length : end + 1;
        return true;
    }

    private string At(string what) => $"line {text.AsSpan(0, _at).Count('\n') + 1}: {what}";

    private static string Shown(char letter) => letter == '\n' ? "the end of the line" : letter.ToString();
}
