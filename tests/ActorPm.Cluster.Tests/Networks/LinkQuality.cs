namespace ActorPm.Cluster.Tests.Networks;

/// <summary>How frames fare.</summary>
/// <param name="Loss">The share that is lost, 0 to 1.</param>
/// <param name="Delay">How late the others arrive; they keep their order.</param>
internal sealed record LinkQuality(double Loss, TimeSpan Delay)
{
    /// <summary>All arrive at once.</summary>
    public static LinkQuality Good { get; } = new(0, TimeSpan.Zero);
}
