namespace ActorPm.Core.Apps;

/// <summary>When an app that runs is restarted by the calendar.</summary>
/// <param name="Pattern">Five fields (minute, hour, day, month, weekday), or six with seconds in front.</param>
/// <param name="TimeZone">An IANA name such as <c>Europe/Berlin</c>; null is the machine's.</param>
/// <param name="Overlap">What a due time means while the restart before it is under way.</param>
public sealed record CronSettings(string Pattern, string? TimeZone, CronOverlap Overlap);

/// <summary>What a due restart means while the one before it is still under way.</summary>
public enum CronOverlap
{
    /// <summary>It is left out.</summary>
    Skip,

    /// <summary>It follows when the other is through.</summary>
    Queue,
}
