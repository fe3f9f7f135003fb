namespace ActorPm.Core.Cluster;

/// <summary>
/// What users call a node: a role (<c>web</c>), or a label, which is a role with a value (<c>zone=eu</c>). Either half is written as a node's name is. An app asks for both by the
/// same text, so that a label is a role to whoever does not know of labels.
/// </summary>
public static class NodeRole
{
    /// <summary>Whether a text can be a role or a label.</summary>
    public static bool IsValid(string? text) => text is not null && (text.IndexOf('=', StringComparison.Ordinal) is var at and >= 0
        ? IsName(text[..at]) && IsName(text[(at + 1)..])
        : IsName(text));

    /// <summary>The value that a node has for a label; empty when it has none.</summary>
    /// <param name="roles">The node's roles and labels; of several values the first by their characters' codes.</param>
    /// <param name="label">The name of the label.</param>
    public static string ValueOf(IEnumerable<string> roles, string label) => roles
        .Where(role => role.Length > label.Length && role[label.Length] == '=' && role.StartsWith(label, StringComparison.Ordinal))
        .Select(role => role[(label.Length + 1)..])
        .Order(StringComparer.Ordinal)
        .FirstOrDefault("");

    private static bool IsName(string text) => NodeName.TryParse(text, out _, out _);
}
