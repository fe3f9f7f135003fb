using System.Numerics;

namespace ActorPm.Core.Routing;

/// <summary>
/// How long requests took: counts in buckets whose width grows with the value, at most an eighth of it, so that percentiles are right within 12.5 %. A fixed 1 KiB;
/// values above 17 minutes count as such. Any thread.
/// </summary>
public sealed class LatencyHistogram
{
    // Below 8 µs a bucket per microsecond; then 8 buckets for each power of two, up to 2^30 µs.
    private const int Linear = 8;
    private const int LinearBits = 3;
    private const int GreatestBit = 30;

    private readonly int[] _counts = new int[Linear * (GreatestBit - LinearBits + 1)];

    /// <summary>Counts one.</summary>
    public void Note(TimeSpan took) =>
        Interlocked.Increment(ref _counts[BucketOf((long)took.TotalMicroseconds)]);

    /// <summary>The value that a share of all requests did not exceed; null when there was none.</summary>
    /// <param name="share">Above 0, up to 1: 0.99 for p99.</param>
    public TimeSpan? Percentile(double share)
    {
        var total = 0L;
        foreach (ref var count in _counts.AsSpan())
        {
            total += Volatile.Read(ref count);
        }

        if (total == 0)
        {
            return null;
        }

        var rank = Math.Max(1, (long)Math.Ceiling(share * total));
        for (var bucket = 0; bucket < _counts.Length; bucket++)
        {
            rank -= Volatile.Read(ref _counts[bucket]);
            if (rank <= 0)
            {
                return TimeSpan.FromMicroseconds(GreatestOf(bucket));
            }
        }

        return TimeSpan.FromMicroseconds(GreatestOf(_counts.Length - 1));
    }

    private static int BucketOf(long microseconds)
    {
        if (microseconds < Linear)
        {
            return (int)Math.Max(0, microseconds);
        }

        var bit = BitOperations.Log2((ulong)microseconds);
        return bit >= GreatestBit
            ? (Linear * (GreatestBit - LinearBits + 1)) - 1
            : ((bit - LinearBits + 1) * Linear) + (int)((microseconds >> (bit - LinearBits)) & (Linear - 1));
    }

    private static long GreatestOf(int bucket)
    {
        if (bucket < Linear)
        {
            return bucket;
        }

        var shift = (bucket / Linear) - 1;
        return ((Linear + (bucket % Linear) + 1L) << shift) - 1;
    }
}
