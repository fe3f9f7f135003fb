using System.Globalization;
using System.Text;

namespace ActorPm.Fuzz.Engine;

/// <summary>
/// Makes a new input of an old one: of its bytes, its lines, or, where it is JSON, of its members and values. All chance comes from one seed.
/// </summary>
/// <param name="random">The chance.</param>
/// <param name="words">The target's words.</param>
/// <param name="longest">The longest input, in bytes.</param>
internal sealed class Mutator(Random random, IReadOnlyList<string> words, int longest)
{
    private static readonly byte[][] Values =
    [
        .. new[]
        {
            "null", "true", "false", "0", "-0", "-1", "1", "1e400", "-1e-400", "1e9999999999", "2147483647", "2147483648", "-2147483649", "4294967296",
            "9223372036854775807", "9223372036854775808", "-9223372036854775809", "1.5", "0.1e-7", "99999999999999999999999999999999999", "\"\"", "\"\\u0000\"",
            "\"\\ud800\"", "\"\\udfff\\ud800\"", "\"\\ud83d\\ude00\"", "[]", "{}", "[null]", "{\"\":null}", "[[[[]]]]", "\"a\\nb\"", "NaN", "\"NaN\"",
        }.Select(Encoding.UTF8.GetBytes),
        [(byte)'"', 0xFF, (byte)'"'], [(byte)'"', 0xC3, (byte)'"'], [(byte)'"', 0xED, 0xA0, 0x80, (byte)'"'],
    ];

    private static readonly byte[][] Bits =
    [
        [0], [0xFF], [0x7F], [0x80], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xEF, 0xBB, 0xBF], "\r\n"u8.ToArray(), "\n"u8.ToArray(), "\n\n"u8.ToArray(),
        "\0\0\0\0"u8.ToArray(), [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0x80, 0, 0, 0], "\""u8.ToArray(), "\\"u8.ToArray(), "{"u8.ToArray(), "}"u8.ToArray(), "["u8.ToArray(), "]"u8.ToArray(),
        ","u8.ToArray(), ":"u8.ToArray(), "="u8.ToArray(), "../"u8.ToArray(), "%s"u8.ToArray(), "$"u8.ToArray(), "${"u8.ToArray(), "\\u"u8.ToArray(), "\\ud800"u8.ToArray(), "\u2028"u8.ToArray(), "\u202e"u8.ToArray(),
    ];

    private readonly byte[][] _words = [.. words.Select(Encoding.UTF8.GetBytes)];

    /// <summary>A new input.</summary>
    /// <param name="parent">The old one.</param>
    /// <param name="other">Another one, of which parts may be taken.</param>
    public byte[] Mutate(byte[] parent, byte[] other)
    {
        var input = parent;
        for (var left = 1 << random.Next(0, 4); left > 0; left--)
        {
            input = random.Next(3) == 0 && JsonSpans.Of(input) is { Count: > 0 } pieces ? MutateJson(input, pieces, other) : MutateBytes(input, other);
            if (input.Length > longest)
            {
                input = input[..longest];
            }
        }

        return input;
    }

    private byte[] MutateBytes(byte[] input, byte[] other)
    {
        var at = random.Next(input.Length + 1);
        var length = random.Next(Math.Min(input.Length - at, random.Next(4) == 0 ? input.Length : 16) + 1);
        switch (random.Next(12))
        {
            case 0 when at < input.Length:
                var flipped = input.ToArray();
                flipped[at] ^= (byte)(1 << random.Next(8));
                return flipped;
            case 1 when at < input.Length:
                var changed = input.ToArray();
                changed[at] = (byte)random.Next(256);
                return changed;
            case 2:
                return Replace(input, at, length, []);
            case 3:
                return Replace(input, at, 0, Pick(Bits));
            case 4 when _words.Length > 0:
                return Replace(input, at, random.Next(2) == 0 ? 0 : length, Pick(_words));
            case 5:
                return Replace(input, at, 0, input.AsSpan(at, length).ToArray());
            case 6:
                // Many of the same: what is linear for one must not be quadratic for all.
                var piece = length > 0 ? input.AsSpan(at, length).ToArray() : [(byte)random.Next(256)];
                return Replace(input, at, 0, Repeat(piece, Math.Min(1 << random.Next(1, 13), longest / piece.Length)));
            case 7 when other.Length > 0:
                var from = random.Next(other.Length);
                return Replace(input, at, length, other.AsSpan(from, random.Next(other.Length - from) + 1).ToArray());
            case 8:
                return input[..at];
            case 9:
                return SwapLines(input);
            case 10:
                return Replace(input, at, length, Encoding.ASCII.GetBytes(random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture)));
            default:
                return Replace(input, at, length, Pick(Values));
        }
    }

    private byte[] MutateJson(byte[] input, List<JsonSpans.Piece> pieces, byte[] other)
    {
        var piece = pieces[random.Next(pieces.Count)];
        var text = input.AsSpan(piece.Start, piece.End - piece.Start).ToArray();
        if (piece.IsMember)
        {
            return random.Next(3) switch
            {
                // The same key again, with another value.
                0 => Replace(input, piece.End, 0, [(byte)',', .. text[..(text.AsSpan().IndexOf((byte)':') + 1)], .. Value(input, pieces, other)]),
                1 => Replace(input, piece.Start, piece.End - piece.Start, [(byte)'"', .. Word(), (byte)'"', .. text.AsSpan(Math.Max(text.AsSpan().IndexOf((byte)':'), 0))]),
                _ => Replace(input, piece.Start, 0, [(byte)'"', .. Word(), (byte)'"', (byte)':', .. Value(input, pieces, other), (byte)',']),
            };
        }

        var depth = 1 << random.Next(1, 11);
        return random.Next(6) == 0
            ? Replace(input, piece.Start, text.Length, [.. Repeat("["u8.ToArray(), depth), .. text, .. Repeat("]"u8.ToArray(), depth)])
            : Replace(input, piece.Start, text.Length, Value(input, pieces, other));
    }

    private byte[] Value(byte[] input, List<JsonSpans.Piece> pieces, byte[] other)
    {
        switch (random.Next(5))
        {
            case 0:
                var own = pieces.Where(piece => !piece.IsMember).ElementAt(random.Next(pieces.Count(piece => !piece.IsMember)));
                return input[own.Start..own.End];
            case 1 when JsonSpans.Of(other).Where(piece => !piece.IsMember).ToList() is { Count: > 0 } theirs:
                var taken = theirs[random.Next(theirs.Count)];
                return other[taken.Start..taken.End];
            case 2:
                return [(byte)'"', .. Word(), (byte)'"'];
            case 3:
                return Encoding.ASCII.GetBytes(random.NextInt64(long.MinValue, long.MaxValue).ToString(CultureInfo.InvariantCulture)[..random.Next(1, 10)] is "-" ? "-1" : random.Next().ToString(CultureInfo.InvariantCulture));
            default:
                return Pick(Values);
        }
    }

    private byte[] Word() => _words.Length > 0 && random.Next(4) != 0 ? Pick(_words) : Encoding.ASCII.GetBytes(random.Next(1000).ToString(CultureInfo.InvariantCulture));

    private byte[] SwapLines(byte[] input)
    {
        var lines = Encoding.Latin1.GetString(input).Split('\n');
        var (one, two) = (random.Next(lines.Length), random.Next(lines.Length));
        (lines[one], lines[two]) = (lines[two], lines[one]);
        return Encoding.Latin1.GetBytes(string.Join('\n', random.Next(2) == 0 ? lines : [.. lines[..one], lines[two], .. lines[one..]]));
    }

    private T Pick<T>(T[] of) => of[random.Next(of.Length)];

    private static byte[] Repeat(byte[] piece, int times) => [.. Enumerable.Repeat(piece, Math.Max(times, 1)).SelectMany(bytes => bytes)];

    private static byte[] Replace(byte[] input, int at, int length, byte[] by) => [.. input.AsSpan(0, at), .. by, .. input.AsSpan(at + length)];
}
