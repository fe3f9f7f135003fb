using System.Globalization;

namespace ActorPm.Core.Apps;

/// <summary>Amounts of memory as PM2 writes them: a number of bytes, or one with K, M or G for powers of 1024.</summary>
public static class MemoryText
{
    /// <summary>Reads an amount, at least 0 bytes.</summary>
    /// <returns>False when the text is none or beyond what a computer has.</returns>
    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var factor = text.Length == 0 ? 0 : char.ToUpperInvariant(text[^1]) switch
        {
            'K' => 1024L,
            'M' => 1024L * 1024,
            'G' => 1024L * 1024 * 1024,
            _ => 1L,
        };
        var digits = factor > 1 ? text[..^1] : text;
        if (!decimal.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue / Math.Max(factor, 1))
        {
            return false;
        }

        bytes = (long)(number * factor);
        return factor > 0;
    }
}
