namespace ActorPm.Core.Rollouts;

/// <summary>What the user said about one reload; null means as the app's spec says.</summary>
/// <param name="Surge">How many new instances at a time.</param>
/// <param name="CanaryPercent">The share of instances, 1 to 99, after which it pauses; null for no pause.</param>
/// <param name="MinimumHealthyTime">How long a new instance must have been ready before an old one leaves.</param>
public sealed record ReloadOptions(Surge? Surge, int? CanaryPercent, TimeSpan? MinimumHealthyTime)
{
    /// <summary>As the spec says.</summary>
    public static ReloadOptions None { get; } = new(null, null, null);
}
