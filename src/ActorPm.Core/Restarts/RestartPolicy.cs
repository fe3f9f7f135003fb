using ActorPm.Core.Apps;
using ActorPm.Core.Instances;

namespace ActorPm.Core.Restarts;

/// <summary>
/// Decides what follows an exit that nobody asked for. The order is PM2's: an exit that the settings call final rests; else a
/// run shorter than the minimum uptime counts as a failed start, and a longer one clears the count; too many failed starts in a
/// row give up; else it comes back after its pause.
/// </summary>
/// <remarks>
/// PM2 counts failed starts only within <c>min_uptime × max_restarts</c> of the first start, so that a pause between restarts
/// hides a crash loop for ever. Counting them in a row gives the same 16 launches by default, and holds with any pause.
/// </remarks>
public static class RestartPolicy
{
    /// <summary>The pause before a program is tried again that could not be started for want of descriptors, processes, memory or disk.</summary>
    public static readonly TimeSpan ShortagePause = TimeSpan.FromSeconds(1);

    /// <summary>The verdict on an exit.</summary>
    /// <param name="settings">The app's restart settings.</param>
    /// <param name="history">What is remembered of the instance.</param>
    /// <param name="exit">How it ended.</param>
    /// <param name="uptime">How long it had run.</param>
    public static RestartVerdict Decide(RestartSettings settings, RestartHistory history, ExitStatus exit, TimeSpan uptime)
    {
        if (exit is ExitStatus.NotStarted { Failure: StartFailure.Shortage })
        {
            // Nothing of the app has run: its counters stay as they are.
            return new RestartVerdict.Restart(ShortagePause, history);
        }

        if (IsFinal(settings, exit))
        {
            return new RestartVerdict.Rest(history with { FailedStarts = 0, LastDelay = TimeSpan.Zero });
        }

        var failedStarts = uptime < settings.MinimumUptime ? history.FailedStarts + 1 : 0;
        if (failedStarts > 0 && failedStarts >= settings.MaxFailedStarts)
        {
            return new RestartVerdict.GiveUp(
                ReasonToGiveUp(settings, failedStarts, exit), history with { FailedStarts = 0, LastDelay = TimeSpan.Zero });
        }

        var delay = settings.Backoff?.After(history.LastDelay, uptime) ?? settings.Delay;
        return new RestartVerdict.Restart(
            delay, history with { Restarts = history.Restarts + 1, FailedStarts = failedStarts, LastDelay = delay });
    }

    private static bool IsFinal(RestartSettings settings, ExitStatus exit) => settings.Mode switch
    {
        RestartMode.Never => true,
        RestartMode.OnFailure when exit.IsSuccess => true,
        RestartMode.OnFailure or RestartMode.Always => exit is ExitStatus.Code code && settings.StopExitCodes.Contains(code.Value),
        _ => throw new ArgumentOutOfRangeException(nameof(settings), settings.Mode, "Not a restart mode."),
    };

    private static string ReasonToGiveUp(RestartSettings settings, int failedStarts, ExitStatus exit)
    {
        if (exit is ExitStatus.FoundIll)
        {
            return $"It did not come up {failedStarts} times in a row (max_restarts {settings.MaxFailedStarts}); the last time it {exit}.";
        }

        return failedStarts == 1
            ? $"It {exit} within {SecondsText.Of(settings.MinimumUptime)} of its start, and no failed start is allowed (max_restarts {settings.MaxFailedStarts})."
            : $"It ended {failedStarts} times in a row within {SecondsText.Of(settings.MinimumUptime)} of its start (max_restarts {settings.MaxFailedStarts}); the last time it {exit}.";
    }
}
