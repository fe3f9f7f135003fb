namespace ActorPm.Core.Ecosystem;

/// <summary>Where texts in quotes end in HOCON, for those who look through one without reading it.</summary>
internal static class HoconQuotes
{
    /// <summary>Three of them: a text over several lines, in which nothing else has a meaning.</summary>
    public const string Long = "\"\"\"";

    /// <summary>The place behind a text in quotes; the end of all when it is never closed.</summary>
    /// <param name="text">HOCON.</param>
    /// <param name="at">Where its first quote stands.</param>
    public static int Behind(string text, int at)
    {
        if (text.AsSpan(at).StartsWith(Long))
        {
            return text.IndexOf(Long, at + Long.Length, StringComparison.Ordinal) is var end and >= 0 ? end + Long.Length : text.Length;
        }

        for (at++; at < text.Length && text[at] != '"'; at++)
        {
            at += text[at] == '\\' ? 1 : 0;
        }

        return Math.Min(at + 1, text.Length);
    }
}
