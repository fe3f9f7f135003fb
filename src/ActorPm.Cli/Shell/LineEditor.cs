using ActorPm.Core.Operators;

namespace ActorPm.Cli.Shell;

/// <summary>
/// The line at the prompt: its text, the cursor, and the earlier lines that up and down go through. The line that is being typed waits below the newest of them,
/// and comes back unchanged; an earlier one that is changed stays as it was among the earlier ones.
/// </summary>
/// <param name="earlier">The earlier lines, oldest first.</param>
internal sealed class LineEditor(IReadOnlyList<string> earlier)
{
    private int _place = earlier.Count;
    private string _typed = "";

    /// <summary>The text.</summary>
    public string Text { get; private set; } = "";

    /// <summary>The index in the text before which the next character goes.</summary>
    public int Cursor { get; private set; }

    /// <summary>Takes a key.</summary>
    public LineOutcome Press(ShellKey key)
    {
        switch (key.Kind)
        {
            case ShellKeyKind.Enter:
                return LineOutcome.Done;
            case ShellKeyKind.Tab:
                return LineOutcome.Completes;
            case ShellKeyKind.Interrupt:
                return LineOutcome.GivenUp;
            case ShellKeyKind.EndOfInput when Text.Length == 0:
                return LineOutcome.Ended;
            case ShellKeyKind.Character when Text.Length + key.Text.Length <= OperatorLine.MaxLength:
                Replace(Cursor, Cursor, key.Text);
                break;
            case ShellKeyKind.Backspace:
                Replace(Before(Cursor), Cursor, "");
                break;
            case ShellKeyKind.Delete or ShellKeyKind.EndOfInput:
                Replace(Cursor, After(Cursor), "");
                break;
            case ShellKeyKind.DeleteToEnd:
                Replace(Cursor, Text.Length, "");
                break;
            case ShellKeyKind.DeleteToStart:
                Replace(0, Cursor, "");
                break;
            case ShellKeyKind.DeleteWord:
                var word = Text[..Cursor].TrimEnd(' ').LastIndexOf(' ') + 1;
                Replace(word, Cursor, "");
                break;
            case ShellKeyKind.Left:
                Cursor = Before(Cursor);
                break;
            case ShellKeyKind.Right:
                Cursor = After(Cursor);
                break;
            case ShellKeyKind.Home:
                Cursor = 0;
                break;
            case ShellKeyKind.End:
                Cursor = Text.Length;
                break;
            case ShellKeyKind.Up when _place > 0:
                GoTo(_place - 1);
                break;
            case ShellKeyKind.Down when _place < earlier.Count:
                GoTo(_place + 1);
                break;
        }

        return LineOutcome.Edited;
    }

    /// <summary>Puts the words that may stand at the cursor to use: one is written, and what several share.</summary>
    /// <param name="words">The words.</param>
    /// <param name="start">Where the one begins that they stand for.</param>
    /// <returns>The words to show, since none of them can be chosen; empty when there is no need.</returns>
    public IReadOnlyList<string> Complete(IReadOnlyList<string> words, int start)
    {
        var shared = words.Count == 1 ? words[0] + " " : OperatorCompletion.Shared(words);
        var goesOn = shared.Length > Cursor - start;
        if (goesOn)
        {
            Replace(start, Cursor, shared);
        }

        return goesOn ? [] : words;
    }

    private void GoTo(int place)
    {
        if (_place == earlier.Count)
        {
            _typed = Text;
        }

        _place = place;
        Text = place == earlier.Count ? _typed : earlier[place];
        Cursor = Text.Length;
    }

    private void Replace(int start, int end, string text)
    {
        Text = string.Concat(Text.AsSpan(0, start), text, Text.AsSpan(end));
        Cursor = start + text.Length;
    }

    // A character beyond the basic plane has two places.
    private int Before(int index) => index == 0 ? 0 : index - (index > 1 && char.IsSurrogatePair(Text, index - 2) ? 2 : 1);

    private int After(int index) => index == Text.Length ? index : index + (index + 1 < Text.Length && char.IsSurrogatePair(Text, index) ? 2 : 1);
}

/// <summary>What becomes of the line by a key.</summary>
internal enum LineOutcome
{
    /// <summary>It goes on.</summary>
    Edited,

    /// <summary>It is to be carried out.</summary>
    Done,

    /// <summary>Its word is to be completed.</summary>
    Completes,

    /// <summary>Another one begins.</summary>
    GivenUp,

    /// <summary>The shell ends.</summary>
    Ended,
}
