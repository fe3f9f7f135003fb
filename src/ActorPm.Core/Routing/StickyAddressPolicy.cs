namespace ActorPm.Core.Routing;

/// <summary>
/// The backend with the greatest hash of client and ordinal together (rendezvous hashing; Thaler and Ravishankar, 1998): when a backend goes, only its own
/// clients move, and they come back with it. Whoever has no address (a Unix socket's clients) is one client.
/// </summary>
public sealed class StickyAddressPolicy : IBalancingPolicy
{
    /// <inheritdoc/>
    public int Pick(ReadOnlySpan<Backend> ready, in BalancingTicket ticket)
    {
        var key = ticket.Key ?? 0;
        var best = 0;
        ulong greatest = 0;
        for (var index = 0; index < ready.Length; index++)
        {
            var score = Mix(key ^ Mix((ulong)ready[index].Ordinal + 1));
            if (score >= greatest)
            {
                greatest = score;
                best = index;
            }
        }

        return best;
    }

    /// <summary>The key of an address: the same in every process and daemon (FNV-1a, 64 bits).</summary>
    /// <param name="address">The bytes of an IP address.</param>
    public static ulong KeyOf(ReadOnlySpan<byte> address)
    {
        var hash = 14695981039346656037UL;
        foreach (var part in address)
        {
            hash = (hash ^ part) * 1099511628211UL;
        }

        return hash;
    }

    // The finalizer of MurmurHash3: every bit of the result depends on every bit of the input.
    private static ulong Mix(ulong value)
    {
        value = (value ^ (value >> 33)) * 0xff51afd7ed558ccdUL;
        value = (value ^ (value >> 33)) * 0xc4ceb9fe1a85ec53UL;
        return value ^ (value >> 33);
    }
}
