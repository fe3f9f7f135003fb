using System.Globalization;

namespace ActorPm.Core.Ecosystem;

/// <summary>Durations as users write them: <c>1500</c> and <c>1500ms</c> are milliseconds, <c>1.5s</c>, <c>2m</c> and <c>1h</c> say their unit.</summary>
public static class DurationText
{
    /// <summary>Reads a duration that is not negative.</summary>
    public static bool TryParseMilliseconds(string text, out double milliseconds)
    {
        var (unit, factor) = text switch
        {
            _ when text.EndsWith("ms", StringComparison.Ordinal) => (2, 1.0),
            _ when text.EndsWith('s') => (1, 1_000.0),
            _ when text.EndsWith('m') => (1, 60_000.0),
            _ when text.EndsWith('h') => (1, 3_600_000.0),
            _ => (0, 1.0),
        };

        var read = double.TryParse(
            text.AsSpan(0, text.Length - unit), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            && double.IsFinite(value);
        milliseconds = read ? value * factor : 0;
        return read;
    }
}
