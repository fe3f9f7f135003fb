using System.Collections.Immutable;

namespace ActorPm.Core.Apps;

/// <summary>Which changed files restart an app.</summary>
/// <param name="Enabled">Whether it is watched now; <c>stop</c> turns it off, as in PM2. Default false.</param>
/// <param name="Paths">Absolute paths of files and directory trees; empty means the app's working directory.</param>
/// <param name="Ignore">What does not count, as paths and globs: replaces the default (names that begin with a dot, node_modules); null is the default.</param>
/// <param name="Delay">The pause between a change and the restart. At least 0; default 0.</param>
/// <param name="Extensions">Only files that end so count, without the dot; empty means all.</param>
public sealed record WatchSettings(
    bool Enabled, ImmutableArray<string> Paths, ImmutableArray<string>? Ignore, TimeSpan Delay, ImmutableArray<string> Extensions)
{
    /// <summary>Not watched.</summary>
    public static WatchSettings Off { get; } = new(false, [], null, TimeSpan.Zero, []);

    // Immutable arrays compare by reference; settings are the same when they say the same.
    /// <inheritdoc/>
    public bool Equals(WatchSettings? other) =>
        other is not null
        && Enabled == other.Enabled && Delay == other.Delay && Paths.SequenceEqual(other.Paths) && Extensions.SequenceEqual(other.Extensions)
        && Ignore.HasValue == other.Ignore.HasValue && (Ignore is not { } ignore || ignore.SequenceEqual(other.Ignore!.Value));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Enabled, Delay, Paths.Length, Extensions.Length);
}
