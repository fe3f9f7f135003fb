namespace ActorPm.Core.Routing;

/// <summary>Which of the ready backends is next. Pure and without allocation: asked for each request, on any thread.</summary>
public interface IBalancingPolicy
{
    /// <summary>Picks one.</summary>
    /// <param name="ready">At least one backend, by ordinal.</param>
    /// <param name="ticket">What distinguishes this request from others.</param>
    /// <returns>Its index.</returns>
    int Pick(ReadOnlySpan<Backend> ready, in BalancingTicket ticket);
}

/// <summary>What distinguishes one request from others.</summary>
/// <param name="Turn">Counts up with each request of the app.</param>
/// <param name="Chance">Any number, all equally likely.</param>
/// <param name="Key">The cookie's value or the hash of the client's address, for the sticky policies; null when there is none.</param>
public readonly record struct BalancingTicket(uint Turn, ulong Chance, ulong? Key);

/// <summary>The policy of each name.</summary>
public static class BalancingPolicies
{
    private static readonly RoundRobinPolicy RoundRobin = new();
    private static readonly LeastConnectionsPolicy LeastConnections = new();
    private static readonly PowerOfTwoPolicy PowerOfTwo = new();
    private static readonly StickyCookiePolicy StickyCookie = new();
    private static readonly StickyAddressPolicy StickyAddress = new();

    /// <summary>The policy of a name.</summary>
    public static IBalancingPolicy Of(BalancingPolicy name) => name switch
    {
        BalancingPolicy.RoundRobin => RoundRobin,
        BalancingPolicy.LeastConnections => LeastConnections,
        BalancingPolicy.PowerOfTwo => PowerOfTwo,
        BalancingPolicy.StickyCookie => StickyCookie,
        BalancingPolicy.StickyAddress => StickyAddress,
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a balancing policy."),
    };
}
