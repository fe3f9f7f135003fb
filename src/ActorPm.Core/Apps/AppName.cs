using System.Diagnostics.CodeAnalysis;

namespace ActorPm.Core.Apps;

/// <summary>
/// The name of an app, unique in a daemon. 1 to 128 characters, no control characters, no blank at either end, and not a word
/// that selects several apps (<c>all</c>) or a pattern (<c>/…/</c>). The only way to get one is to parse it.
/// </summary>
public readonly record struct AppName
{
    /// <summary>The longest name, in characters.</summary>
    public const int MaxLength = 128;

    private readonly string? _value;

    private AppName(string value) => _value = value;

    /// <summary>The text of the name.</summary>
    public string Value => _value ?? "";

    /// <summary>Parses a name; <paramref name="problem"/> says in one sentence what is wrong with it and what would do.</summary>
    public static bool TryParse(string? text, out AppName name, [NotNullWhen(false)] out string? problem)
    {
        name = default;
        problem = text switch
        {
            null or "" => "The app has no name; give it one with --name.",
            { Length: > MaxLength } => $"The app name is {text.Length} characters long; at most {MaxLength} are allowed (--name).",
            "all" => "An app cannot be named 'all', since that selects every app; choose another --name.",
            "-" => "An app cannot be named '-', since that stands for standard input; choose another --name.",
            _ when text.Any(char.IsControl) => "The app name contains a control character; choose another --name.",
            _ when text.Trim() != text => $"The app name '{text}' begins or ends with a blank; choose another --name.",
            _ when text[0] == '/' && text[^1] == '/' => $"The app name '{text}' reads as a /pattern/; choose another --name.",
            _ => null,
        };
        if (problem is not null)
        {
            return false;
        }

        name = new AppName(text!);
        return true;
    }

    /// <summary>Parses a name that is known to be good (a literal, or one read back from the journal).</summary>
    /// <exception cref="FormatException">The text is not a valid name.</exception>
    public static AppName Parse(string text) =>
        TryParse(text, out var name, out var problem) ? name : throw new FormatException(problem);

    /// <inheritdoc/>
    public override string ToString() => Value;
}
