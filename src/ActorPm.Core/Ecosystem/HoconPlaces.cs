namespace ActorPm.Core.Ecosystem;

/// <summary>
/// On which line of a HOCON text each key stands, for messages. It follows keys, braces, quotes and comments; what the text means is the parser's business, and a text that the
/// parser refuses may give places that are off.
/// </summary>
public sealed class HoconPlaces
{
    private readonly ValueLines _lines = new();
    private readonly Stack<string> _open = new();
    private readonly string _text;
    private int _at;

    private HoconPlaces(string text) => _text = text;

    private bool IsOver => _at >= _text.Length;

    private ReadOnlySpan<char> Rest => _text.AsSpan(_at);

    /// <summary>Looks through a text.</summary>
    public static HoconPlaces Of(string text)
    {
        var places = new HoconPlaces(text);
        places.Read();
        return places;
    }

    /// <summary>The line, from 1, where a path is given a value last, or where the object that holds it begins; null when neither is there.</summary>
    /// <param name="path">Keys with dots between them.</param>
    public int? LineOf(string path) => _lines.LineOf(path);

    private void Read()
    {
        while (SkipBlank())
        {
            if (_text[_at] == '}')
            {
                _open.TryPop(out _);
                _at++;
            }
            else if (_text[_at] == '{')
            {
                // The braces around the whole text.
                _open.Push(_open.TryPeek(out var outer) ? outer : "");
                _at++;
            }
            else
            {
                ReadField();
            }
        }
    }

    private void ReadField()
    {
        var line = _text.AsSpan(0, _at).Count('\n') + 1;
        var first = _at;
        var key = ReadKey();
        var path = _open.TryPeek(out var outer) && outer.Length > 0 ? $"{outer}.{key}" : key;
        _lines.Add(path, line);
        SkipSpaces();
        if (!IsOver && _text[_at] is '=' or ':' or '+')
        {
            _at += Rest.StartsWith("+=") ? 2 : 1;
        }

        // The brace may stand on a line of its own.
        var value = _at;
        if (SkipBlank() && _text[_at] == '{')
        {
            _open.Push(path);
            _at++;
        }
        else
        {
            _at = value;
            SkipValue();
        }

        // Whatever stands there: each round takes something.
        _at = Math.Max(_at, first + 1);
    }

    private string ReadKey()
    {
        var key = new System.Text.StringBuilder();
        while (!IsOver && _text[_at] is not ('=' or ':' or '{' or '}' or '\n' or ',' or '#' or '[') && !Rest.StartsWith("+="))
        {
            if (_text[_at] == '"')
            {
                var start = _at;
                _at = HoconQuotes.Behind(_text, _at);
                key.Append(_text.AsSpan(start, _at - start).Trim('"'));
            }
            else
            {
                key.Append(_text[_at++]);
            }
        }

        return key.ToString().Trim();
    }

    // Up to the end of the line, a comma or the brace that closes the object; over lists and texts as a whole.
    private void SkipValue()
    {
        for (var depth = 0; !IsOver && (depth > 0 || _text[_at] is not ('\n' or ',' or '}'));)
        {
            switch (_text[_at])
            {
                case '"':
                    _at = HoconQuotes.Behind(_text, _at);
                    break;
                case '#':
                    SkipLine();
                    if (depth == 0)
                    {
                        return;
                    }

                    break;
                case '[' or '{':
                    depth++;
                    _at++;
                    break;
                case ']' or '}':
                    depth--;
                    _at++;
                    break;
                default:
                    _at++;
                    break;
            }
        }
    }

    private void SkipLine()
    {
        var end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end;
    }

    private void SkipSpaces()
    {
        while (!IsOver && _text[_at] is ' ' or '\t' or '\r')
        {
            _at++;
        }
    }

    // Whether anything is left.
    private bool SkipBlank()
    {
        while (!IsOver && (char.IsWhiteSpace(_text[_at]) || _text[_at] is ',' or '#' || Rest.StartsWith("//")))
        {
            if (_text[_at] == '#' || Rest.StartsWith("//"))
            {
                SkipLine();
            }
            else
            {
                _at++;
            }
        }

        return !IsOver;
    }
}
