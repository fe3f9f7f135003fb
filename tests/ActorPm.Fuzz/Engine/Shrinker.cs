using System.Diagnostics;

namespace ActorPm.Fuzz.Engine;

/// <summary>Makes a failing input as short as it can be while it fails the same way: leaves out ever smaller pieces, then makes bytes plain.</summary>
internal static class Shrinker
{
    /// <summary>The shortest input found in the time given.</summary>
    /// <param name="input">One that fails.</param>
    /// <param name="fails">Whether another fails the same way.</param>
    /// <param name="limit">How long it is tried.</param>
    public static byte[] Shrink(byte[] input, Func<byte[], bool> fails, TimeSpan limit)
    {
        var clock = Stopwatch.StartNew();
        var shortest = input;
        for (var size = shortest.Length / 2; size >= 1; size /= 2)
        {
            for (var at = 0; at + size <= shortest.Length && clock.Elapsed < limit;)
            {
                byte[] candidate = [.. shortest.AsSpan(0, at), .. shortest.AsSpan(at + size)];
                if (fails(candidate))
                {
                    shortest = candidate;
                }
                else
                {
                    at += size;
                }
            }
        }

        for (var at = 0; at < shortest.Length && clock.Elapsed < limit; at++)
        {
            if (shortest[at] is not ((byte)'a' or (byte)'0') && !char.IsAsciiLetterOrDigit((char)shortest[at]))
            {
                continue;
            }

            var candidate = shortest.ToArray();
            candidate[at] = (byte)(char.IsAsciiDigit((char)candidate[at]) ? '0' : 'a');
            if (candidate[at] != shortest[at] && fails(candidate))
            {
                shortest = candidate;
            }
        }

        return shortest;
    }
}
