using System.Globalization;
using System.Text;

namespace ActorPm.Core.Ecosystem;

/// <summary>A place in a JSON text, and what of the text is no data: blanks and comments.</summary>
internal sealed class Json5Cursor(string text)
{
    /// <summary>What stands for the end of the text.</summary>
    public const char End = '\0';

    private int _at;
    private (int Position, int Line) _noted = (0, 1);

    /// <summary>Gets where values stand; null when nobody asks.</summary>
    public ValueLines? Lines { get; init; }

    /// <summary>The character here; <see cref="End"/> behind the last.</summary>
    public char Here => _at < text.Length ? text[_at] : End;

    /// <summary>Whether nothing is left.</summary>
    public bool IsAtEnd => _at >= text.Length;

    /// <summary>How far it is, for the text since then.</summary>
    public int Position => _at;

    /// <summary>The text from a position to here.</summary>
    public string Since(int position) => text[position.._at];

    /// <summary>Goes on by one character and returns the one that it was at.</summary>
    public char Take()
    {
        var here = Here;
        _at = Math.Min(_at + 1, text.Length);
        return here;
    }

    /// <summary>Goes on if a character is here.</summary>
    public bool TryTake(char wanted)
    {
        if (IsAtEnd || Here != wanted)
        {
            return false;
        }

        _at++;
        return true;
    }

    /// <summary>Goes on while characters are of a kind.</summary>
    public string TakeWhile(Func<char, bool> isWanted)
    {
        var from = _at;
        while (!IsAtEnd && isWanted(Here))
        {
            _at++;
        }

        return Since(from);
    }

    /// <summary>Goes on behind blanks and comments.</summary>
    public void SkipBlanks()
    {
        while (!IsAtEnd)
        {
            if (char.IsWhiteSpace(Here) || Here == '\uFEFF')
            {
                _at++;
            }
            else if (Here == '/' && _at + 1 < text.Length && text[_at + 1] == '/')
            {
                TakeWhile(character => character != '\n');
            }
            else if (Here == '/' && _at + 1 < text.Length && text[_at + 1] == '*')
            {
                SkipComment();
            }
            else
            {
                return;
            }
        }
    }

    /// <summary>Notes where a member of an object begins.</summary>
    /// <returns>Its path; empty when nobody asks.</returns>
    public string Note(string path, string key, int begin) => Lines is null ? "" : NoteAt(ValueLines.Member(path, key), begin);

    /// <summary>Notes where an element of a list begins, here.</summary>
    /// <returns>Its path; empty when nobody asks.</returns>
    public string Note(string path, int index) => Lines is null ? "" : NoteAt(string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]"), _at);

    private string NoteAt(string path, int position)
    {
        // Places are noted in the order of the text: each goes on counting from the one before.
        _noted = (position, _noted.Line + text.AsSpan(_noted.Position, position - _noted.Position).Count('\n'));
        Lines!.Add(path, _noted.Line);
        return path;
    }

    /// <summary>The character here, for a sentence.</summary>
    public string Seen => IsAtEnd ? "the end of the file" : $"'{(char.IsSurrogate(Here) || char.IsControl(Here) ? '?' : Here)}'";

    /// <summary>A mistake here.</summary>
    public AppFileSyntaxException Mistake(string cause) => MistakeAt(_at, cause);

    /// <summary>A mistake at a position.</summary>
    public AppFileSyntaxException MistakeAt(int position, string cause)
    {
        var before = text.AsSpan(0, Math.Min(position, text.Length));
        return AppFileSyntaxException.At("JSON", before.Count('\n') + 1, before.Length - before.LastIndexOf('\n'), cause);
    }

    /// <summary>A character by its number in hexadecimal digits.</summary>
    public string TakeHexadecimal(int digits)
    {
        var from = _at;
        var value = 0;
        for (var i = 0; i < digits; i++)
        {
            if (!char.IsAsciiHexDigit(Here))
            {
                throw MistakeAt(from, $"an escape needs {digits} hexadecimal digits");
            }

            value = (value * 16) + Convert.ToInt32(Take().ToString(), 16);
        }

        return Rune.IsValid(value) ? new Rune(value).ToString() : ((char)value).ToString();
    }

    private void SkipComment()
    {
        var from = _at;
        var end = text.IndexOf("*/", _at + 2, StringComparison.Ordinal);
        _at = end >= 0 ? end + 2 : throw MistakeAt(from, "a comment begins here and never ends; add */");
    }
}
