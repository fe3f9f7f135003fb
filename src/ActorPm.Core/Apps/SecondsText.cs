using System.Globalization;

namespace ActorPm.Core.Apps;

/// <summary>A time in sentences for people: <c>8 s</c>, <c>0.25 s</c>.</summary>
public static class SecondsText
{
    /// <summary>The time in seconds, to the millisecond.</summary>
    public static string Of(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s");
}
