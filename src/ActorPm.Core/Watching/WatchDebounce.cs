namespace ActorPm.Core.Watching;

/// <summary>
/// Makes one restart of many changes, and loses none.
/// </summary>
/// <remarks>
/// <para>A change begins a gathering. It ends when nothing has changed for <see cref="Quiet"/> and the app's own delay since the first change has
/// passed; a writer that never pauses is waited for <see cref="Patience"/> longer than that, and no more.</para>
/// <para>A change during a restart may or may not have been seen by the new process, so one more restart follows it, however many changes there
/// were. It is gathered like any other, from the end of the restart on.</para>
/// </remarks>
/// <param name="Delay">The least time from the first change to the restart (<c>watch_delay</c>); zero or more.</param>
public sealed record WatchDebounce(TimeSpan Delay)
{
    /// <summary>A pause this long ends a burst of changes, such as an editor's or a checkout's.</summary>
    public static TimeSpan Quiet { get; } = TimeSpan.FromMilliseconds(100);

    /// <summary>How long a burst without a pause may put off the restart, on top of the delay.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(1);

    /// <summary>After a change.</summary>
    /// <param name="phase">Where the watch stands.</param>
    /// <param name="at">When the newest change was noticed.</param>
    /// <param name="path">What changed first.</param>
    public static WatchPhase AfterChange(WatchPhase phase, DateTimeOffset at, string path) => phase switch
    {
        WatchPhase.Idle => new WatchPhase.Gathering(at, at, path),
        WatchPhase.Gathering gathering => gathering with { Last = at },
        WatchPhase.Restarting restarting => restarting with { ChangedMeanwhile = restarting.ChangedMeanwhile ?? path },
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Not a phase of a watch."),
    };

    /// <summary>After the restart.</summary>
    /// <param name="phase">Where the watch stands.</param>
    /// <param name="now">When it was over.</param>
    public static WatchPhase AfterRestart(WatchPhase phase, DateTimeOffset now) => phase switch
    {
        WatchPhase.Restarting { ChangedMeanwhile: { } path } => new WatchPhase.Gathering(now, now, path),
        WatchPhase.Restarting => new WatchPhase.Idle(),
        WatchPhase.Idle or WatchPhase.Gathering => phase,
        _ => throw new ArgumentOutOfRangeException(nameof(phase), phase, "Not a phase of a watch."),
    };

    /// <summary>When the restart is due, unless more changes; null when none is.</summary>
    /// <param name="phase">Where the watch stands.</param>
    public DateTimeOffset? DueAt(WatchPhase phase)
    {
        if (phase is not WatchPhase.Gathering gathering)
        {
            return null;
        }

        var least = gathering.First + Delay;
        var quiet = gathering.Last + Quiet;
        return quiet <= least ? least : quiet < least + Patience ? quiet : least + Patience;
    }
}
