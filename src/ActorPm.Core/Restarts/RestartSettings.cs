using System.Collections.Immutable;

namespace ActorPm.Core.Restarts;

/// <summary>When an instance that ended unasked comes back, how fast, and when to give up.</summary>
/// <param name="Mode">Which exits bring it back. Default always.</param>
/// <param name="StopExitCodes">Exit codes after which it rests (PM2's <c>stop_exit_codes</c>). Default none.</param>
/// <param name="MinimumUptime">A run shorter than this counts as a failed start. Default 1 s.</param>
/// <param name="MaxFailedStarts">So many failed starts in a row end in <c>errored</c> (PM2's <c>max_restarts</c>). At least 0; default 16.</param>
/// <param name="Delay">The pause before each restart. At least 0; default none. Overridden by <paramref name="Backoff"/>.</param>
/// <param name="Backoff">Growing pauses instead of a fixed one; null for none.</param>
public sealed record RestartSettings(
    RestartMode Mode,
    ImmutableArray<int> StopExitCodes,
    TimeSpan MinimumUptime,
    int MaxFailedStarts,
    TimeSpan Delay,
    Backoff? Backoff)
{
    /// <summary>PM2's defaults.</summary>
    public static RestartSettings Default { get; } =
        new(RestartMode.Always, [], TimeSpan.FromSeconds(1), 16, TimeSpan.Zero, null);

    // An immutable array compares by reference; settings are the same when they say the same.
    /// <inheritdoc/>
    public bool Equals(RestartSettings? other) =>
        other is not null
        && Mode == other.Mode && StopExitCodes.SequenceEqual(other.StopExitCodes) && MinimumUptime == other.MinimumUptime
        && MaxFailedStarts == other.MaxFailedStarts && Delay == other.Delay && Backoff == other.Backoff;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Mode, MinimumUptime, MaxFailedStarts, Delay, Backoff);
}
