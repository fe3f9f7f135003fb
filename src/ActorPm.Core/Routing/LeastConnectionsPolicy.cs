namespace ActorPm.Core.Routing;

/// <summary>The one with the fewest requests under way; among equals, each in its turn.</summary>
public sealed class LeastConnectionsPolicy : IBalancingPolicy
{
    /// <inheritdoc/>
    public int Pick(ReadOnlySpan<Backend> ready, in BalancingTicket ticket)
    {
        // Looking from another place each time spreads an idle app's requests.
        var start = (int)(ticket.Turn % (uint)ready.Length);
        var best = start;
        for (var step = 1; step < ready.Length; step++)
        {
            var index = (start + step) % ready.Length;
            if (ready[index].Load.Active < ready[best].Load.Active)
            {
                best = index;
            }
        }

        return best;
    }
}
