namespace ActorPm.Cli.Configuration;

/// <summary>The name of a setting: one part, or the part that it belongs to and its own, written <c>mod:key</c> or <c>mod.key</c>.</summary>
/// <param name="Parts">At least one, none of them empty.</param>
internal sealed record ConfigurationKey(IReadOnlyList<string> Parts)
{
    /// <summary>What the setting belongs to: an app or a module; null when it stands for itself.</summary>
    public string? Owner => Parts.Count > 1 ? Parts[0] : null;

    /// <summary>Reads a key as PM2 does: dots separate its parts, else colons; double quotes keep a part together.</summary>
    /// <returns>Null when a part is empty.</returns>
    public static ConfigurationKey? Parse(string text)
    {
        var separator = text.Contains('.', StringComparison.Ordinal) ? '.' : ':';
        var parts = new List<string>();
        var part = new System.Text.StringBuilder();
        var isQuoted = false;
        foreach (var character in text)
        {
            if (character == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (character == separator && !isQuoted)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
            else
            {
                part.Append(character);
            }
        }

        parts.Add(part.ToString());
        return isQuoted || parts.Contains("") ? null : new ConfigurationKey(parts);
    }

    /// <summary>The key as PM2's own messages write it.</summary>
    public override string ToString() => string.Join(':', Parts);
}
