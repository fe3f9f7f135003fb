namespace ActorPm.Core.Routing.Cluster;

/// <summary>Which worker is sent the next connection.</summary>
public static class WorkerChoice
{
    // FNV-1a, 64 bits.
    private const ulong Offset = 14695981039346656037, Prime = 1099511628211;

    /// <summary>The place of the chosen one; -1 when there are none.</summary>
    /// <param name="policy">How to choose. Policies that need a request's content fall back to round robin.</param>
    /// <param name="serials">Those that have room, ascending.</param>
    /// <param name="underWay">What each was sent and has not answered yet.</param>
    /// <param name="last">The slot that was chosen before.</param>
    /// <param name="client">The client's address, for the sticky policy.</param>
    /// <param name="random">At least 0 and below 1.</param>
    public static int Choose(BalancingPolicy policy, ReadOnlySpan<long> serials, ReadOnlySpan<int> underWay, long last, ReadOnlySpan<byte> client, double random)
    {
        if (serials.IsEmpty)
        {
            return -1;
        }

        switch (policy)
        {
            case BalancingPolicy.LeastConnections:
                return Least(serials, underWay, last);
            case BalancingPolicy.PowerOfTwo:
                var pairs = serials.Length * serials.Length;
                var pair = Math.Min((int)(random * pairs), pairs - 1);
                var (first, second) = (pair / serials.Length, pair % serials.Length);
                return underWay[second] < underWay[first] ? second : first;
            case BalancingPolicy.StickyAddress:
                return Highest(serials, client);
            case BalancingPolicy.RoundRobin or BalancingPolicy.StickyCookie:
                return Next(serials, last);
            default:
                throw new ArgumentOutOfRangeException(nameof(policy), policy, "Not a policy.");
        }
    }

    private static int Next(ReadOnlySpan<long> serials, long last)
    {
        for (var at = 0; at < serials.Length; at++)
        {
            if (serials[at] > last)
            {
                return at;
            }
        }

        return 0;
    }

    // Among equals the next one in turn, so that an idle app is not served by one worker alone.
    private static int Least(ReadOnlySpan<long> serials, ReadOnlySpan<int> underWay, long last)
    {
        var start = Next(serials, last);
        var best = start;
        for (var step = 1; step < serials.Length; step++)
        {
            var at = (start + step) % serials.Length;
            if (underWay[at] < underWay[best])
            {
                best = at;
            }
        }

        return best;
    }

    // Rendezvous hashing: each worker draws a number for the client, the highest wins; when one leaves, only its clients move.
    private static int Highest(ReadOnlySpan<long> serials, ReadOnlySpan<byte> client)
    {
        var best = 0;
        var highest = 0UL;
        for (var at = 0; at < serials.Length; at++)
        {
            var hash = Offset;
            foreach (var part in client)
            {
                hash = (hash ^ part) * Prime;
            }

            hash = Mix(hash ^ (ulong)serials[at]);
            if (hash >= highest)
            {
                (best, highest) = (at, hash);
            }
        }

        return best;
    }

    // The finalizer of SplitMix64: neighbouring numbers come out far apart.
    private static ulong Mix(ulong value)
    {
        value += 0x9E3779B97F4A7C15;
        value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9;
        value = (value ^ (value >> 27)) * 0x94D049BB133111EB;
        return value ^ (value >> 31);
    }
}
