using System.Diagnostics;
using System.Globalization;

namespace ActorPm.EndToEnd.Tests;

/// <summary>Waits for a condition, with a limit that only a defect reaches: 60 s; <c>APM_TEST_PATIENCE</c> says another, in seconds, for machines that have other things to do.</summary>
internal static class Until
{
    /// <summary>How long a condition may take.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(
        Environment.GetEnvironmentVariable("APM_TEST_PATIENCE") is { Length: > 0 } text ? int.Parse(text, CultureInfo.InvariantCulture) : 60);

    public static async Task TrueAsync(string what, Func<bool> condition) => await TrueAsync(what, () => Task.FromResult(condition()));

    public static async Task TrueAsync(string what, Func<Task<bool>> condition) => await TrueAsync(() => what, condition);

    /// <summary>The same, with what was seen last in its message.</summary>
    public static async Task TrueAsync(Func<string> what, Func<Task<bool>> condition)
    {
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        while (!await condition())
        {
            Assert.True(clock.Elapsed < Limit, $"Not within {Limit.TotalSeconds} s: {what()}");
            await timer.WaitForNextTickAsync();
        }
    }
}
