namespace ActorPm.Core.Routing;

/// <summary>Each in its turn.</summary>
public sealed class RoundRobinPolicy : IBalancingPolicy
{
    /// <inheritdoc/>
    public int Pick(ReadOnlySpan<Backend> ready, in BalancingTicket ticket) => (int)(ticket.Turn % (uint)ready.Length);
}
