namespace ActorPm.Cli.Shell;

/// <summary>A key at the prompt.</summary>
/// <param name="Kind">What it means.</param>
/// <param name="Text">The character that is typed; empty for other keys.</param>
internal readonly record struct ShellKey(ShellKeyKind Kind, string Text = "");

/// <summary>What a key means.</summary>
internal enum ShellKeyKind
{
    /// <summary>A character.</summary>
    Character,

    /// <summary>The line is done.</summary>
    Enter,

    /// <summary>Completes the word.</summary>
    Tab,

    /// <summary>Deletes the character before the cursor.</summary>
    Backspace,

    /// <summary>Deletes the character at the cursor.</summary>
    Delete,

    /// <summary>One character back.</summary>
    Left,

    /// <summary>One character on.</summary>
    Right,

    /// <summary>An earlier line.</summary>
    Up,

    /// <summary>A later line.</summary>
    Down,

    /// <summary>To the beginning (also Ctrl-A).</summary>
    Home,

    /// <summary>To the end (also Ctrl-E).</summary>
    End,

    /// <summary>Deletes to the end (Ctrl-K).</summary>
    DeleteToEnd,

    /// <summary>Deletes to the beginning (Ctrl-U).</summary>
    DeleteToStart,

    /// <summary>Deletes the word before the cursor (Ctrl-W).</summary>
    DeleteWord,

    /// <summary>Ends what runs, or gives the line up (Ctrl-C).</summary>
    Interrupt,

    /// <summary>Deletes the character at the cursor; in an empty line ends the shell (Ctrl-D).</summary>
    EndOfInput,
}
