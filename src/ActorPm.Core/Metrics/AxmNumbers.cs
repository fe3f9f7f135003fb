using System.Globalization;
using System.Text.Json;
using ActorPm.Core.Messages;

namespace ActorPm.Core.Metrics;

/// <summary>The numbers among what an app has told of itself.</summary>
public static class AxmNumbers
{
    /// <summary>The most metrics of one instance that are passed on: whatever an app says, it does not make the page huge.</summary>
    public const int Most = 100;

    private const int LongestName = 100;

    /// <summary>The metrics whose value is a number, or a text that begins with one such as <c>12.5 ms</c>.</summary>
    public static IEnumerable<(string Name, double Value)> Of(AxmState state) =>
        state.Metrics.Select(entry => (Name: Shortened(entry.Name), Value: NumberOf(entry.Json))).Where(entry => entry.Value is not null).Select(entry => (entry.Name, entry.Value!.Value)).Take(Most);

    // A metric is {"value": …, …} in PM2's library, or the value alone.
    private static double? NumberOf(string json)
    {
        using var document = JsonDocument.Parse(json);
        var value = document.RootElement;
        if (value.ValueKind is JsonValueKind.Object && value.TryGetProperty("value", out var inner))
        {
            value = inner;
        }

        return value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetDouble(out var number) && double.IsFinite(number) => number,
            JsonValueKind.String => Leading(value.GetString()!),
            JsonValueKind.True => 1,
            JsonValueKind.False => 0,
            _ => null,
        };
    }

    private static double? Leading(string text)
    {
        var trimmed = text.AsSpan().Trim();
        var end = 0;
        while (end < trimmed.Length && (char.IsAsciiDigit(trimmed[end]) || trimmed[end] is '.' or '-' or '+'))
        {
            end++;
        }

        // JavaScript writes 1.5e-7 and 1e+21.
        var exponent = end + 1;
        if (end > 0 && exponent < trimmed.Length && trimmed[end] is 'e' or 'E')
        {
            exponent += trimmed[exponent] is '-' or '+' ? 1 : 0;
            var digits = trimmed[exponent..].IndexOfAnyExceptInRange('0', '9');
            digits = digits < 0 ? trimmed.Length - exponent : digits;
            end = digits > 0 ? exponent + digits : end;
        }

        return double.TryParse(trimmed[..end], NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;
    }

    private static string Shortened(string name) => name.Length <= LongestName ? name : name[..LongestName];
}
