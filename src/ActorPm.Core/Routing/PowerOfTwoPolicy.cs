namespace ActorPm.Core.Routing;

/// <summary>
/// The less busy of two different ones drawn by chance: nearly as even as looking at all of them, without all requests of one moment going to the same one
/// (Mitzenmacher, The Power of Two Choices in Randomized Load Balancing, 1996).
/// </summary>
public sealed class PowerOfTwoPolicy : IBalancingPolicy
{
    /// <inheritdoc/>
    public int Pick(ReadOnlySpan<Backend> ready, in BalancingTicket ticket)
    {
        if (ready.Length == 1)
        {
            return 0;
        }

        var first = (int)((uint)ticket.Chance % (uint)ready.Length);
        var second = (first + 1 + (int)((uint)(ticket.Chance >> 32) % (uint)(ready.Length - 1))) % ready.Length;
        return ready[second].Load.Active < ready[first].Load.Active ? second : first;
    }
}
