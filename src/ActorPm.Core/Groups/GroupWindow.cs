using System.Collections.Immutable;

namespace ActorPm.Core.Groups;

/// <summary>The newest crashes of a namespace.</summary>
/// <param name="Crashes">When they happened, oldest first.</param>
public sealed record GroupWindow(ImmutableArray<DateTimeOffset> Crashes)
{
    /// <summary>None yet.</summary>
    public static GroupWindow Empty { get; } = new(ImmutableArray<DateTimeOffset>.Empty);

    /// <summary>Counts one more.</summary>
    /// <param name="now">When it happened.</param>
    /// <param name="settings">Of the app that crashed.</param>
    /// <returns>The crashes of the period; and whether there are more than the group bears, after which they are counted from none again.</returns>
    public (GroupWindow Window, bool IsExceeded) Add(DateTimeOffset now, GroupSettings settings)
    {
        if (settings.Intensity is not { } most)
        {
            return (this, false);
        }

        ImmutableArray<DateTimeOffset> recent = [.. Crashes.Where(crash => now - crash < settings.Period), now];
        return recent.Length > most ? (Empty, true) : (new GroupWindow(recent), false);
    }
}
