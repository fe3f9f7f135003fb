namespace ActorPm.Core.Routing;

/// <summary>
/// How far proxied connections may fill the daemon's table of descriptors. A daemon without a free one can neither launch nor read nor listen, and its runtime
/// may end it; so the last ones are not for clients.
/// </summary>
/// <remarks>
/// The kernel gives the lowest number that is free. So a number says how full the table is, whoever filled it, and nothing has to be counted.
/// </remarks>
public static class DescriptorReserve
{
    /// <summary>What is kept free where the limit is large.</summary>
    private const long Largest = 1024;

    /// <summary>Whether a client's connection with this descriptor may stay.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="limit">How many descriptors the process may have.</param>
    public static bool AdmitsClient(long descriptor, long limit) => descriptor < limit - Of(limit);

    /// <summary>Whether a connection to a backend may: its client has been let in, so it may use half of what clients may not.</summary>
    /// <param name="descriptor">Its number.</param>
    /// <param name="limit">How many descriptors the process may have.</param>
    public static bool AdmitsBackend(long descriptor, long limit) => descriptor < limit - (Of(limit) / 2);

    private static long Of(long limit) => Math.Min(Largest, limit / 4);
}
