using System.Diagnostics.CodeAnalysis;

namespace ActorPm.Core.Cluster;

/// <summary>
/// The name of a node, unique in its cluster: 1 to 63 letters, digits, dashes, dots and underscores, the first and the last of them a letter or a digit. It stands in
/// certificates and in the roles of members, so nothing else may be in it. The only way to get one is to parse it.
/// </summary>
public readonly record struct NodeName
{
    /// <summary>The longest name, in characters: a label of the domain name system (RFC 1035, 2.3.4).</summary>
    public const int MaxLength = 63;

    private readonly string? _value;

    private NodeName(string value) => _value = value;

    /// <summary>The text of the name.</summary>
    public string Value => _value ?? "";

    /// <summary>Parses a name; <paramref name="problem"/> says in one sentence what is wrong with it and what would do.</summary>
    public static bool TryParse(string? text, out NodeName name, [NotNullWhen(false)] out string? problem)
    {
        name = default;
        if (text is not { Length: > 0 and <= MaxLength } || !text.All(IsAllowed) || !char.IsAsciiLetterOrDigit(text[0]) || !char.IsAsciiLetterOrDigit(text[^1]))
        {
            problem = $"'{text}' cannot name a node; use 1 to {MaxLength} letters, digits, '-', '.' and '_', and begin and end with a letter or a digit (--name).";
            return false;
        }

        problem = null;
        name = new NodeName(text);
        return true;
    }

    /// <summary>Parses a name that is known to be good.</summary>
    /// <exception cref="FormatException">The text is not a valid name.</exception>
    public static NodeName Parse(string text) => TryParse(text, out var name, out var problem) ? name : throw new FormatException(problem);

    /// <summary>Whether this name comes before another one, by their characters' codes: the same on every node, whatever its language.</summary>
    public bool IsBefore(NodeName other) => string.CompareOrdinal(Value, other.Value) < 0;

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool IsAllowed(char letter) => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '.' or '_';
}
