using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ActorPm.Cli.Tests.Rendering;

/// <summary>Values of all shapes that a list of apps may have, and some that it may not.</summary>
internal sealed class RandomJson(int seed)
{
    private static readonly JsonSerializerOptions _text = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] _pieces =
        ["a", "web", " ", "'", "\"", "`", "${x}", "\\", "\n", "\t", "\u0001", "\u007f", "\u0085", "é", "日本", "😀", "/srv/app.js", "NODE_ENV", "0", "12", "-", "__proto__"];

    private readonly Random _random = new(seed);

    public IReadOnlyList<string> Take(int count) => [.. Enumerable.Range(0, count).Select(_ => Value(0))];

    private string Value(int depth) => _random.Next(depth > 5 ? 5 : 9) switch
    {
        0 => _random.Next(2) == 0 ? "true" : "null",
        1 => _random.Next(-5, 100_000).ToString(System.Globalization.CultureInfo.InvariantCulture),
        2 => Number(),
        3 or 4 => Text(_random.Next(8)),
        5 => Array(depth),
        _ => Object(depth),
    };

    private string Number()
    {
        var number = (_random.NextDouble() - 0.3) * Math.Pow(10, _random.Next(-12, 25));
        return JsonSerializer.Serialize(_random.Next(3) == 0 ? Math.Round(number, 1) : number);
    }

    private string Array(int depth)
    {
        var count = _random.Next(12) switch { 0 => 0, 1 => _random.Next(95, 110), 2 or 3 => _random.Next(7, 40), _ => _random.Next(1, 8) };
        var kind = _random.Next(4);
        return $"[{string.Join(',', Enumerable.Range(0, count).Select(_ => kind switch
        {
            0 => _random.Next(0, 3000).ToString(System.Globalization.CultureInfo.InvariantCulture),
            1 => Text(_random.Next(4)),
            _ when count > 12 => Text(2),
            _ => Value(depth + 1),
        }))}]";
    }

    private string Object(int depth) => $$"""{{{string.Join(',', Enumerable.Range(0, _random.Next(9)).Select(_ => $"{Text(_random.Next(1, 3))}:{Value(depth + 1)}"))}}}""";

    private string Text(int pieces)
    {
        var text = new StringBuilder();
        for (var i = _random.Next(60) == 0 ? -40 : 0; i < pieces; i++)
        {
            text.Append(_pieces[_random.Next(_pieces.Length)]);
        }

        if (_random.Next(2000) == 0)
        {
            text.Append('x', 10_000);
        }

        return JsonSerializer.Serialize(text.ToString(), _text);
    }
}
