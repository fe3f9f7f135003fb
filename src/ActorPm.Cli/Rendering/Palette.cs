namespace ActorPm.Cli.Rendering;

/// <summary>What a piece of text means; the palette knows its colour.</summary>
internal enum TextStyle
{
    Plain,
    Heading,
    Good,
    Busy,
    Bad,
    Muted,
}

/// <summary>Turns styles into terminal colours, or into nothing.</summary>
internal sealed class Palette
{
    /// <summary>For pipes, files and <c>NO_COLOR</c>.</summary>
    public static readonly Palette Plain = new([]);

    /// <summary>For terminals.</summary>
    public static readonly Palette Ansi = new(["", "\e[1;36m", "\e[32m", "\e[34m", "\e[31m", "\e[90m"]);

    private readonly string[] _opening;

    private Palette(string[] opening) => _opening = opening;

    /// <summary>What goes before a text of this style.</summary>
    public string Open(TextStyle style) => _opening.Length == 0 ? "" : _opening[(int)style];

    /// <summary>What goes after it.</summary>
    public string Close(TextStyle style) => _opening.Length == 0 || style is TextStyle.Plain ? "" : "\e[0m";
}
